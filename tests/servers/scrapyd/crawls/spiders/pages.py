# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A spider that asks nobody anything: it waits, and has two items or an error."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import scrapy


class Pages(scrapy.Spider):
    """`seconds`: how long it takes; `error`: what it logs; `crash`: it ends with an exception."""

    name = "pages"

    def __init__(self, seconds: str = "0", error: str = "", crash: str = "", **more: Any) -> None:
        if crash:
            raise ValueError(crash)
        super().__init__(**more)
        self.left, self.error = float(seconds), error

    async def start(self) -> AsyncIterator[Any]:
        """Wait, then yield."""
        while self.left > 0 and self.crawler.crawling:
            await asyncio.sleep(0.2)
            self.left -= 0.2
        if self.error:
            self.logger.error(self.error)
        for number in (1, 2):
            yield {"number": number}
