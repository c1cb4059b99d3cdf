<?xml version="1.0" encoding="UTF-8"?>
<!-- Where the agreements can be read in more than one way: the readings, the one taken, what hangs on it. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:w="urn:provbank:words" xmlns:r="urn:provbank:result:1" exclude-result-prefixes="w r">

  <xsl:template match="/r:result/r:interpretations">
    <section aria-labelledby="interpretations">
      <h2 id="interpretations"><xsl:value-of select="w:ord('interpretations')"/></h2>
      <p class="lead"><xsl:value-of select="w:ord('interpretations-lead')"/></p>
      <xsl:apply-templates select="r:interpretation"/>
    </section>
  </xsl:template>

  <xsl:template match="r:interpretation">
    <xsl:variable name="uses" select="key('rests-on', @id)"/>
    <xsl:variable name="changed" select="$uses[r:otherwise/@verdict != ../@verdict]"/>
    <details class="interpretation" id="{@id}">
      <summary>
        <h3><xsl:apply-templates select="r:title" mode="words"/></h3>
        <span class="id"><xsl:value-of select="concat(' ', @id)"/></span>
      </summary>
      <ul class="readings">
        <xsl:for-each select="r:reading">
          <li>
            <strong><xsl:value-of select="concat(w:ord('reading'), ' ', @id)"/></strong>
            <xsl:if test="@chosen = 'true'"><strong><xsl:value-of select="concat(' (', w:ord('reading-taken'), ')')"/></strong></xsl:if>
            <xsl:text>: </xsl:text>
            <xsl:apply-templates select="." mode="words"/>
          </li>
        </xsl:for-each>
      </ul>
      <p><strong><xsl:value-of select="concat(w:ord('reading-why'), ': ')"/></strong><xsl:apply-templates select="r:why" mode="words"/></p>
      <p class="quiet">
        <xsl:value-of select="concat(w:ord('verdicts-resting'), ': ')"/>
        <xsl:call-template name="number"><xsl:with-param name="value" select="count($uses)"/></xsl:call-template>
        <xsl:value-of select="concat('. ', w:ord('verdicts-otherwise'), ': ')"/>
        <xsl:call-template name="number"><xsl:with-param name="value" select="count($changed)"/></xsl:call-template>
        <xsl:text>. </xsl:text>
        <xsl:for-each select="$changed[position() &lt;= 20]/..">
          <a href="#k-{../@id}-{1 + count(preceding-sibling::r:check)}"><xsl:value-of select="concat(../@id, ' ', 1 + count(preceding-sibling::r:check))"/></a>
          <xsl:text> </xsl:text>
        </xsl:for-each>
      </p>
    </details>
  </xsl:template>

  <!-- "Rests on T-resten-inom-12, reading a; under reading b: fail". Context: a check. -->
  <xsl:template match="r:rests-on">
    <span class="sub">
      <xsl:value-of select="concat(w:ord('rests-on'), ' ')"/>
      <a href="#{@interpretation}"><xsl:value-of select="@interpretation"/></a>
      <xsl:value-of select="concat(', ', w:ord('reading-in-text'), ' ', @reading)"/>
      <xsl:choose>
        <xsl:when test="r:otherwise/@verdict != ../@verdict">
          <xsl:for-each select="r:otherwise[@verdict != ../../@verdict]">
            <xsl:value-of select="concat('; ', w:ord('under-reading'), ' ', @reading, ': ', w:ord(concat('verdict.', @verdict)))"/>
          </xsl:for-each>
        </xsl:when>
        <xsl:otherwise><xsl:value-of select="concat('; ', w:ord('same-under-others'))"/></xsl:otherwise>
      </xsl:choose>
    </span>
  </xsl:template>
</xsl:stylesheet>
