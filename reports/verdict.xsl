<?xml version="1.0" encoding="UTF-8"?>
<!-- Verdicts as symbol and word: the colour only repeats what they say. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:w="urn:provbank:words" exclude-result-prefixes="w">

  <!-- Drawn once; a badge refers to it. -->
  <xsl:template name="verdict-symbols">
    <svg width="0" height="0" class="defs" aria-hidden="true" focusable="false">
      <defs>
        <symbol id="v-pass" viewBox="0 0 16 16"><path d="M2.5 8.5l3.8 4L13.5 4"/></symbol>
        <symbol id="v-fail" viewBox="0 0 16 16"><path d="M3.5 3.5l9 9M12.5 3.5l-9 9"/></symbol>
        <symbol id="v-warning" viewBox="0 0 16 16"><path d="M8 2v7.5M8 13v.6"/></symbol>
        <symbol id="v-untestable" viewBox="0 0 16 16"><path d="M4.8 5.4C4.8 1.4 11.4 1.4 11.4 5.2C11.4 7.8 8 7.6 8 10.3M8 13.3v.6"/></symbol>
        <symbol id="v-not-applicable" viewBox="0 0 16 16"><path d="M3 8h10"/></symbol>
        <symbol id="v-review" viewBox="0 0 16 16"><path d="M1.5 8C4.5 3.3 11.5 3.3 14.5 8C11.5 12.7 4.5 12.7 1.5 8zM8 7.5v1"/></symbol>
        <symbol id="v-not-run" viewBox="0 0 16 16"><path d="M8 2.8a5.2 5.2 0 1 0 .01 0z"/></symbol>
        <symbol id="v-tool-error" viewBox="0 0 16 16"><path d="M8 1.8l6.7 12H1.3zM8 6v4M8 11.8v.4"/></symbol>
        <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <path class="hatch" d="M0 0v6"/>
        </pattern>
      </defs>
    </svg>
  </xsl:template>

  <xsl:template name="verdict">
    <xsl:param name="verdict" select="@verdict"/>
    <span class="v {$verdict}">
      <svg class="i" aria-hidden="true" focusable="false"><use href="#v-{$verdict}"/></svg>
      <span><xsl:value-of select="w:ord(concat('verdict.', $verdict))"/></span>
    </span>
  </xsl:template>
</xsl:stylesheet>
