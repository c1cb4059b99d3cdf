<?xml version="1.0" encoding="UTF-8"?>
<!--
  scan.xml as one page, in the manner of html.xsl and with its parameters: lang (sv or en), other (the same page in the
  other language).
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:w="urn:provbank:words" xmlns:s="urn:provbank:scan:1" exclude-result-prefixes="w s">

  <xsl:include href="strings.xsl"/>
  <xsl:include href="verdict.xsl"/>
  <xsl:include href="style.xsl"/>
  <xsl:include href="decay.xsl"/>

  <xsl:param name="other"/>

  <xsl:output method="xml" encoding="UTF-8" omit-xml-declaration="yes" doctype-system="about:legacy-compat" indent="no"/>
  <xsl:strip-space elements="*"/>

  <xsl:template match="/s:scan">
    <html lang="{$lang}">
      <head>
        <meta charset="UTF-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <title><xsl:value-of select="concat(w:ord(concat('verdict.', @verdict)), ' – ', w:ord('scan-title'))"/></title>
        <xsl:call-template name="style"/>
        <xsl:call-template name="scan-style"/>
      </head>
      <body>
        <a class="skip" href="#content"><xsl:value-of select="w:ord('skip')"/></a>
        <xsl:call-template name="verdict-symbols"/>
        <div class="page">
          <header class="masthead">
            <p><xsl:value-of select="w:ord('scan-report')"/></p>
            <xsl:if test="$other">
              <p><a href="{$other}" hreflang="{w:ord('other-lang-code')}" lang="{w:ord('other-lang-code')}">
                <xsl:value-of select="w:ord('other-language')"/>
              </a></p>
            </xsl:if>
          </header>
          <main id="content">
            <xsl:call-template name="scan-opening"/>
            <xsl:if test="count(s:look) &gt; 1"><xsl:call-template name="scan-curve"/></xsl:if>
            <xsl:call-template name="scan-findings"/>
            <xsl:call-template name="scan-coverage"/>
          </main>
          <footer class="end">
            <p><xsl:value-of select="concat(w:ord('scan-footer'), ' Provbänk ', @tool-version, '.')"/></p>
          </footer>
        </div>
      </body>
    </html>
  </xsl:template>

  <xsl:template name="scan-opening">
    <section class="opening">
      <h1><xsl:value-of select="w:ord('scan-title')"/></h1>
      <p><xsl:value-of select="w:ord('scan-lead')"/></p>
      <div class="overall {@verdict}">
        <svg class="i" aria-hidden="true" focusable="false"><use href="#v-{@verdict}"/></svg>
        <strong><xsl:value-of select="w:ord(concat('verdict.', @verdict))"/></strong>
        <p><xsl:value-of select="w:ord(concat('scan-says.', @verdict))"/></p>
      </div>
      <dl class="facts">
        <dt><xsl:value-of select="w:ord('scan-run')"/></dt>
        <dd><xsl:value-of select="@run"/></dd>
        <dt><xsl:value-of select="w:ord('scan-values')"/></dt>
        <dd><xsl:value-of select="@canaries"/></dd>
        <dt><xsl:value-of select="w:ord('scan-forms')"/></dt>
        <dd><xsl:value-of select="@patterns"/></dd>
        <dt><xsl:value-of select="w:ord('scan-when')"/></dt>
        <dd><xsl:value-of select="s:look[1]/@at"/></dd>
      </dl>
    </section>
  </xsl:template>

  <xsl:template name="scan-curve">
    <section id="decay">
      <h2><xsl:value-of select="w:ord('scan-decay')"/></h2>
      <p class="lead"><xsl:value-of select="w:ord('scan-decay-lead')"/></p>
      <xsl:call-template name="decay-curve">
        <xsl:with-param name="looks">
          <xsl:for-each select="s:look"><look after="{@label}" left="{@forbidden}"/></xsl:for-each>
        </xsl:with-param>
        <xsl:with-param name="id" select="'scan'"/>
      </xsl:call-template>
    </section>
  </xsl:template>

  <xsl:template name="scan-findings">
    <section id="findings">
      <h2><xsl:value-of select="w:ord('scan-left')"/></h2>
      <xsl:choose>
        <xsl:when test="not(s:look/s:finding)"><p><xsl:value-of select="w:ord('scan-nothing')"/></p></xsl:when>
        <xsl:otherwise>
          <xsl:for-each select="s:look[s:finding]">
            <h3><xsl:value-of select="concat(w:ord('scan-look'), ' ', @label)"/></h3>
            <table>
              <thead>
                <tr>
                  <th scope="col"><xsl:value-of select="w:ord('scan-what')"/></th>
                  <th scope="col"><xsl:value-of select="w:ord('scan-where')"/></th>
                  <th scope="col"><xsl:value-of select="w:ord('scan-how')"/></th>
                  <th scope="col" class="figure"><xsl:value-of select="w:ord('scan-age')"/></th>
                </tr>
              </thead>
              <tbody>
                <xsl:for-each select="s:finding">
                  <tr>
                    <td>
                      <code><xsl:value-of select="s:value"/></code><br/>
                      <xsl:apply-templates select="s:of" mode="words"/>
                      <xsl:value-of select="concat(', ', @scenario)"/>
                      <xsl:if test="@allowed = 'true'">
                        <br/><em><xsl:value-of select="w:ord('scan-allowed')"/></em>
                      </xsl:if>
                    </td>
                    <td>
                      <code><xsl:value-of select="s:place"/></code><br/>
                      <xsl:choose>
                        <xsl:when test="@line"><xsl:value-of select="concat(w:ord('scan-line'), ' ', @line)"/></xsl:when>
                        <xsl:when test="@address = 'true'"><xsl:value-of select="concat(w:ord('scan-address'), ' ', @byte)"/></xsl:when>
                        <xsl:when test="@byte"><xsl:value-of select="concat('byte ', @byte)"/></xsl:when>
                      </xsl:choose>
                      <xsl:if test="@times != '1'"><xsl:value-of select="concat(' (', @times, ' ', w:ord('scan-times'), ')')"/></xsl:if>
                    </td>
                    <td><xsl:apply-templates select="s:form" mode="words"/></td>
                    <td class="figure"><xsl:if test="@age"><xsl:value-of select="concat(@age, ' s')"/></xsl:if></td>
                  </tr>
                </xsl:for-each>
              </tbody>
            </table>
            <xsl:if test="@untold != '0'">
              <p><xsl:value-of select="concat(w:ord('scan-untold'), ' ', @untold)"/></p>
            </xsl:if>
          </xsl:for-each>
        </xsl:otherwise>
      </xsl:choose>
    </section>
  </xsl:template>

  <xsl:template name="scan-coverage">
    <section id="coverage">
      <h2><xsl:value-of select="w:ord('scan-coverage')"/></h2>
      <ul>
        <xsl:for-each select="s:point"><li><code><xsl:value-of select="@name"/></code></li></xsl:for-each>
      </ul>
      <table>
        <thead>
          <tr>
            <th scope="col"><xsl:value-of select="w:ord('scan-look')"/></th>
            <th scope="col" class="figure"><xsl:value-of select="w:ord('scan-places')"/></th>
            <th scope="col" class="figure"><xsl:value-of select="w:ord('scan-bytes')"/></th>
            <th scope="col" class="figure"><xsl:value-of select="w:ord('scan-forbidden')"/></th>
            <th scope="col" class="figure"><xsl:value-of select="w:ord('scan-permitted')"/></th>
          </tr>
        </thead>
        <tbody>
          <xsl:for-each select="s:look">
            <tr>
              <th scope="row"><xsl:value-of select="@label"/></th>
              <td class="figure"><xsl:value-of select="@places"/></td>
              <td class="figure"><xsl:value-of select="@bytes"/></td>
              <td class="figure"><xsl:value-of select="@forbidden"/></td>
              <td class="figure"><xsl:value-of select="@allowed"/></td>
            </tr>
          </xsl:for-each>
        </tbody>
      </table>
      <xsl:if test="s:look/s:hindrance or s:unsearched">
        <h3><xsl:value-of select="w:ord('scan-not-seen')"/></h3>
        <ul>
          <xsl:for-each select="s:unsearched">
            <li><xsl:value-of select="concat(@values, ' ', w:ord('scan-of-values'), ': ')"/><xsl:apply-templates select="." mode="words"/></li>
          </xsl:for-each>
          <xsl:for-each select="s:look[last()]/s:hindrance">
            <li>
              <code><xsl:value-of select="s:place"/></code><xsl:text>: </xsl:text>
              <xsl:apply-templates select="." mode="words"/>
              <xsl:if test="@inherent = 'true'"><xsl:value-of select="concat(' ', w:ord('scan-inherent'))"/></xsl:if>
            </li>
          </xsl:for-each>
        </ul>
      </xsl:if>
    </section>
  </xsl:template>

  <xsl:template match="*" mode="words">
    <xsl:choose>
      <xsl:when test="$lang = 'sv'"><xsl:value-of select="s:sv"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="s:en"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="scan-style">
    <style>
td code { overflow-wrap: anywhere; }
    </style>
  </xsl:template>
</xsl:stylesheet>
