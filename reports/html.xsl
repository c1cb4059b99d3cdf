<?xml version="1.0" encoding="UTF-8"?>
<!--
  result.xml as one page: no network, no other file, readable without its script. Parameters:
    lang   sv (default) or en
    other  the file name of the same report in the other language, when there is one
  The page is written as XML that an HTML reader takes, where SVG needs no namespace: no empty elements but the void
  ones and those inside drawings.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:w="urn:provbank:words" xmlns:r="urn:provbank:result:1" exclude-result-prefixes="w r">

  <xsl:include href="strings.xsl"/>
  <xsl:include href="format.xsl"/>
  <xsl:include href="verdict.xsl"/>
  <xsl:include href="style.xsl"/>
  <xsl:include href="summary.xsl"/>
  <xsl:include href="findings.xsl"/>
  <xsl:include href="clauses.xsl"/>
  <xsl:include href="interpretations.xsl"/>
  <xsl:include href="scenarios.xsl"/>
  <xsl:include href="timeline.xsl"/>
  <xsl:include href="distribution.xsl"/>
  <xsl:include href="decay.xsl"/>
  <xsl:include href="glossary.xsl"/>
  <xsl:include href="decisions.xsl"/>

  <xsl:param name="other"/>

  <xsl:output method="xml" encoding="UTF-8" omit-xml-declaration="yes" doctype-system="about:legacy-compat" indent="no"/>
  <xsl:strip-space elements="*"/>
  <xsl:preserve-space elements="r:expected r:received"/>

  <xsl:key name="scenario" match="r:scenario" use="@id"/>
  <xsl:key name="clause" match="r:clause" use="@id"/>
  <xsl:key name="party" match="r:party" use="@id"/>
  <xsl:key name="checks-of-party" match="r:check" use="@party"/>
  <xsl:key name="attestations" match="r:attestation" use="concat(@party, ' ', @clause)"/>
  <xsl:key name="rests-on" match="r:rests-on" use="@interpretation"/>

  <xsl:template match="/r:result">
    <html lang="{$lang}">
      <head>
        <meta charset="UTF-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <title>
          <xsl:value-of select="concat(w:ord(concat('verdict.', r:summary/@verdict)), ' – ', w:ord('title'), ', ')"/>
          <xsl:value-of select="substring-before(r:run/@started, 'T')"/>
        </title>
        <xsl:call-template name="style"/>
      </head>
      <body>
        <a class="skip" href="#content"><xsl:value-of select="w:ord('skip')"/></a>
        <xsl:call-template name="verdict-symbols"/>
        <div class="page">
          <header class="masthead">
            <p><xsl:value-of select="w:ord('report')"/></p>
            <xsl:if test="$other">
              <p><a href="{$other}" hreflang="{w:ord('other-lang-code')}" lang="{w:ord('other-lang-code')}">
                <xsl:value-of select="w:ord('other-language')"/>
              </a></p>
            </xsl:if>
          </header>
          <main id="content">
            <xsl:call-template name="opening"/>
            <xsl:call-template name="decisions"/>
            <xsl:call-template name="findings"/>
            <xsl:apply-templates select="r:clauses"/>
            <xsl:apply-templates select="r:interpretations"/>
            <xsl:apply-templates select="r:scenarios"/>
            <xsl:call-template name="glossary"/>
          </main>
          <footer class="end">
            <p><xsl:value-of select="concat(w:ord('footer'), ' Provbänk ', r:run/@tool-version, '.')"/></p>
          </footer>
        </div>
        <xsl:call-template name="script"/>
      </body>
    </html>
  </xsl:template>
</xsl:stylesheet>
