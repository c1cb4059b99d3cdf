<?xml version="1.0" encoding="UTF-8"?>
<!--
  log-review.xml (schemas/provbank/log-review-1.xsd) as one page, in the manner of html.xsl and with its parameters: lang (sv or en),
  other (the same page in the other language).
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:exsl="http://exslt.org/common"
                xmlns:w="urn:provbank:words" xmlns:r="urn:provbank:log-review:1" exclude-result-prefixes="exsl w r">

  <xsl:include href="strings.xsl"/>
  <xsl:include href="verdict.xsl"/>
  <xsl:include href="style.xsl"/>

  <xsl:param name="other"/>

  <xsl:output method="xml" encoding="UTF-8" omit-xml-declaration="yes" doctype-system="about:legacy-compat" indent="no"/>
  <xsl:strip-space elements="*"/>

  <xsl:template match="/r:log-review">
    <html lang="{$lang}">
      <head>
        <meta charset="UTF-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <title><xsl:value-of select="concat(w:ord('review-of'), ', ', substring(@made, 1, 10))"/></title>
        <xsl:call-template name="style"/>
      </head>
      <body>
        <a class="skip" href="#content"><xsl:value-of select="w:ord('skip')"/></a>
        <xsl:call-template name="verdict-symbols"/>
        <div class="page">
          <header class="masthead">
            <p><xsl:value-of select="w:ord('review-report')"/></p>
            <xsl:if test="$other">
              <p><a href="{$other}" hreflang="{w:ord('other-lang-code')}" lang="{w:ord('other-lang-code')}">
                <xsl:value-of select="w:ord('other-language')"/>
              </a></p>
            </xsl:if>
          </header>
          <main id="content">
            <xsl:call-template name="review-opening"/>
            <xsl:call-template name="review-rule-list"/>
            <xsl:apply-templates select="r:rule[r:hit]"/>
            <xsl:call-template name="review-bad-list"/>
          </main>
          <footer class="end">
            <p><xsl:value-of select="concat(w:ord('review-footer'), ' Provbänk ', @tool-version, '.')"/></p>
          </footer>
        </div>
      </body>
    </html>
  </xsl:template>

  <xsl:template name="review-opening">
    <section class="opening">
      <h1><xsl:value-of select="w:ord('review-of')"/></h1>
      <xsl:variable name="sign">
        <xsl:choose>
          <xsl:when test="@hits &gt; 0 or @bad-lines &gt; 0">review</xsl:when>
          <xsl:when test="@questions = 0">untestable</xsl:when>
          <xsl:when test="@unwatched &gt; 0">warning</xsl:when>
          <xsl:otherwise>pass</xsl:otherwise>
        </xsl:choose>
      </xsl:variable>
      <div class="overall {$sign}">
        <svg class="i" aria-hidden="true" focusable="false"><use href="#v-{$sign}"/></svg>
        <strong>
          <xsl:choose>
            <xsl:when test="@hits &gt; 0"><xsl:value-of select="concat(w:ord('review-hits'), ': ', @hits)"/></xsl:when>
            <xsl:when test="@bad-lines &gt; 0"><xsl:value-of select="concat(w:ord('review-bad-lines'), ': ', @bad-lines)"/></xsl:when>
            <xsl:when test="@questions = 0"><xsl:value-of select="w:ord('review-empty')"/></xsl:when>
            <xsl:otherwise><xsl:value-of select="w:ord('review-clean')"/></xsl:otherwise>
          </xsl:choose>
        </strong>
        <p><xsl:value-of select="w:ord('review-says')"/></p>
      </div>
      <dl class="facts">
        <dt><xsl:value-of select="w:ord('review-log')"/></dt><dd><code><xsl:value-of select="@log"/></code></dd>
        <dt><xsl:value-of select="w:ord('review-made')"/></dt><dd><xsl:value-of select="translate(substring(@made, 1, 16), 'T', ' ')"/></dd>
        <xsl:if test="@first">
          <dt><xsl:value-of select="w:ord('review-covers')"/></dt>
          <dd><xsl:value-of select="concat(translate(substring(@first, 1, 16), 'T', ' '), ' – ', translate(substring(@last, 1, 16), 'T', ' '))"/></dd>
        </xsl:if>
        <xsl:if test="@from or @to">
          <dt><xsl:value-of select="w:ord('review-days')"/></dt><dd><xsl:value-of select="concat(@from, ' – ', @to)"/></dd>
        </xsl:if>
        <dt><xsl:value-of select="w:ord('review-lines')"/></dt><dd><xsl:value-of select="@lines"/></dd>
        <dt><xsl:value-of select="w:ord('review-questions')"/></dt><dd><xsl:value-of select="@questions"/></dd>
        <xsl:if test="@unwatched &gt; 0">
          <dt><xsl:value-of select="w:ord('review-unwatched')"/></dt><dd><xsl:value-of select="@unwatched"/></dd>
        </xsl:if>
      </dl>
    </section>
  </xsl:template>

  <xsl:template name="review-rule-list">
    <section id="rules">
      <h2><xsl:value-of select="w:ord('review-rules')"/></h2>
      <table>
        <thead>
          <tr>
            <th scope="col"><xsl:value-of select="w:ord('review-rule')"/></th>
            <th scope="col"><xsl:value-of select="w:ord('clause')"/></th>
            <th scope="col"><xsl:value-of select="w:ord('review-count')"/></th>
          </tr>
        </thead>
        <tbody>
          <xsl:for-each select="r:rule">
            <tr>
              <th scope="row">
                <xsl:choose>
                  <xsl:when test="r:hit"><a href="#rule-{@id}"><xsl:value-of select="@id"/></a></xsl:when>
                  <xsl:otherwise><xsl:value-of select="@id"/></xsl:otherwise>
                </xsl:choose>
                <span class="sub"><xsl:call-template name="review-words"/></span>
              </th>
              <td><xsl:value-of select="@clause"/></td>
              <td><xsl:value-of select="@hits"/></td>
            </tr>
          </xsl:for-each>
        </tbody>
      </table>
    </section>
  </xsl:template>

  <xsl:template match="r:rule">
    <section id="rule-{@id}">
      <h2><xsl:value-of select="@id"/></h2>
      <p><xsl:call-template name="review-words"/></p>
      <table>
        <thead>
          <tr>
            <th scope="col"><xsl:value-of select="w:ord('review-when')"/></th>
            <th scope="col"><xsl:value-of select="w:ord('who')"/></th>
            <th scope="col"><xsl:value-of select="w:ord('review-why')"/></th>
            <th scope="col"><xsl:value-of select="w:ord('review-seq')"/></th>
          </tr>
        </thead>
        <tbody><xsl:apply-templates select="r:hit"/></tbody>
      </table>
      <xsl:if test="@hits &gt; count(r:hit)"><p><xsl:value-of select="w:ord('review-more')"/></p></xsl:if>
    </section>
  </xsl:template>

  <xsl:template match="r:hit">
    <tr>
      <td class="day">
        <xsl:value-of select="translate(substring(@first, 1, 16), 'T', ' ')"/>
        <xsl:if test="substring(@last, 1, 16) != substring(@first, 1, 16)">
          <span class="sub"><xsl:value-of select="concat('– ', translate(substring(@last, 1, 16), 'T', ' '))"/></span>
        </xsl:if>
      </td>
      <th scope="row">
        <xsl:value-of select="concat(@handlaggare, @caller, @reader)"/>
        <xsl:if test="@organisation"><span class="sub"><xsl:value-of select="@organisation"/></span></xsl:if>
      </th>
      <td>
        <xsl:call-template name="review-words"/>
        <xsl:if test="@person">
          <span class="sub"><xsl:value-of select="concat(w:ord('review-person'), ' ')"/><code><xsl:value-of select="@person"/></code></span>
        </xsl:if>
      </td>
      <td><xsl:value-of select="@seq"/></td>
    </tr>
  </xsl:template>

  <xsl:template name="review-bad-list">
    <xsl:if test="@bad-lines &gt; 0">
      <section id="bad-lines">
        <h2><xsl:value-of select="concat(w:ord('review-bad-lines'), ': ', @bad-lines)"/></h2>
        <p><xsl:value-of select="w:ord('review-bad-says')"/></p>
        <table>
          <thead>
            <tr>
              <th scope="col"><xsl:value-of select="w:ord('review-place')"/></th>
              <th scope="col"><xsl:value-of select="w:ord('review-why')"/></th>
            </tr>
          </thead>
          <tbody>
            <xsl:for-each select="r:bad-line">
              <tr><th scope="row"><code><xsl:value-of select="@place"/></code></th><td><xsl:value-of select="@reason"/></td></tr>
            </xsl:for-each>
          </tbody>
        </table>
      </section>
    </xsl:if>
  </xsl:template>

  <xsl:template name="review-words">
    <xsl:choose>
      <xsl:when test="$lang = 'sv'"><xsl:value-of select="r:sv"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="r:en"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>
