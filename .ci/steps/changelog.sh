need changelogs/fragments
ansible_tools
antsibull-changelog lint
