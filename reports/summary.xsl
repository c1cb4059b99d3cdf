<?xml version="1.0" encoding="UTF-8"?>
<!-- The first screen: what was judged, how it went, and how to read the rest. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:w="urn:provbank:words" xmlns:r="urn:provbank:result:1" exclude-result-prefixes="w r">

  <xsl:template name="opening">
    <xsl:variable name="judged" select="r:run/r:party[key('checks-of-party', @id)]"/>
    <section class="opening" aria-labelledby="top">
      <h1 id="top"><xsl:value-of select="w:ord('title')"/></h1>
      <p>
        <xsl:value-of select="concat(w:ord('judged'), ': ')"/>
        <xsl:for-each select="$judged">
          <xsl:if test="position() &gt; 1">, </xsl:if>
          <xsl:value-of select="r:name"/>
        </xsl:for-each>
      </p>
      <xsl:apply-templates select="r:summary" mode="overall"/>
      <div class="columns">
        <xsl:call-template name="facts"><xsl:with-param name="judged" select="$judged"/></xsl:call-template>
        <xsl:apply-templates select="r:summary" mode="counts"/>
      </div>
      <div class="columns reading">
        <h2><xsl:value-of select="w:ord('how-to-read')"/></h2>
        <p><xsl:value-of select="w:ord('how-1')"/></p>
        <p><xsl:value-of select="w:ord('how-2')"/></p>
      </div>
      <xsl:call-template name="contents"/>
    </section>
  </xsl:template>

  <xsl:template match="r:summary" mode="overall">
    <div class="overall {@verdict}">
      <svg class="i" aria-hidden="true" focusable="false"><use href="#v-{@verdict}"/></svg>
      <strong><xsl:value-of select="w:ord(concat('verdict.', @verdict))"/></strong>
      <p>
        <xsl:value-of select="concat(w:ord(concat('overall.', @verdict)), ' ')"/>
        <xsl:value-of select="concat(r:clauses/@pass + r:clauses/@warning, ' ', w:ord('of'), ' ', sum(r:clauses/@*), ' ')"/>
        <xsl:value-of select="w:ord('clauses-kept')"/>
        <xsl:if test="//r:check/r:known"><xsl:value-of select="concat(' ', w:ord('known'), ': ', count(//r:check/r:known), '.')"/></xsl:if>
        <xsl:if test="//r:check/r:override"><xsl:value-of select="concat(' ', w:ord('overridden'), ': ', count(//r:check[r:override]), '.')"/></xsl:if>
      </p>
    </div>
  </xsl:template>

  <xsl:template name="facts">
    <xsl:param name="judged"/>
    <dl class="facts">
      <dt><xsl:value-of select="w:ord('judged')"/></dt>
      <xsl:apply-templates select="$judged" mode="fact"/>
      <xsl:variable name="others" select="r:run/r:party[not(key('checks-of-party', @id))]"/>
      <xsl:if test="$others">
        <dt><xsl:value-of select="w:ord('with')"/></dt>
        <dd>
          <xsl:for-each select="$others">
            <xsl:if test="position() &gt; 1">, </xsl:if>
            <xsl:value-of select="r:name"/>
          </xsl:for-each>
        </dd>
      </xsl:if>
      <xsl:apply-templates select="r:run" mode="facts"/>
      <dt><xsl:value-of select="w:ord('tool')"/></dt>
      <dd>
        <xsl:value-of select="concat('Provbänk ', r:run/@tool-version)"/>
        <span><xsl:value-of select="concat(', ', w:ord('exit-code'), ' ', r:summary/@exit-code)"/></span>
      </dd>
      <xsl:if test="r:run/r:proof">
        <dt><xsl:value-of select="w:ord('proven')"/></dt>
        <dd>
          <a href="prove.{$lang}.html">
            <xsl:value-of select="concat(r:run/r:proof/@checks, ' ', w:ord('proven-checks'), ' ', r:run/r:proof/@defects, ' ', w:ord('proven-defects'))"/>
          </a>
          <span><xsl:value-of select="concat(', ', r:run/r:proof/@date)"/></span>
        </dd>
      </xsl:if>
      <dt><xsl:value-of select="w:ord('evidence')"/></dt>
      <dd>
        <a href="{r:evidence/@folder}/"><xsl:value-of select="concat(r:evidence/@folder, '/')"/></a>
        <span>
          <xsl:text>, </xsl:text>
          <xsl:call-template name="number"><xsl:with-param name="value" select="r:evidence/@exchanges"/></xsl:call-template>
          <xsl:value-of select="concat(' ', w:ord('exchanges'))"/>
        </span>
      </dd>
    </dl>
  </xsl:template>

  <xsl:template match="r:party" mode="fact">
    <dd>
      <xsl:value-of select="r:name"/>
      <span><xsl:value-of select="concat(', ', w:ord(concat('role.', @kind)))"/></span>
    </dd>
  </xsl:template>

  <xsl:template match="r:run" mode="facts">
    <dt><xsl:value-of select="w:ord('world')"/></dt>
    <dd>
      <xsl:value-of select="w:ord(concat('world.', @world))"/>
      <span><xsl:value-of select="concat(': ', w:ord(concat('world-means.', @world)))"/></span>
    </dd>
    <dt><xsl:value-of select="w:ord('seed')"/></dt>
    <dd><code><xsl:value-of select="@seed"/></code></dd>
    <dt><xsl:value-of select="w:ord('started')"/></dt>
    <dd>
      <time datetime="{@started}">
        <xsl:value-of select="concat(substring-before(@started, 'T'), ' ', substring(substring-after(@started, 'T'), 1, 8), ' UTC')"/>
      </time>
      <xsl:if test="@world = 'simulated'"><span><xsl:value-of select="concat(', ', w:ord('virtual-time'))"/></span></xsl:if>
    </dd>
    <dt><xsl:value-of select="w:ord('plan')"/></dt>
    <dd>
      <xsl:choose>
        <xsl:when test="@plan = 'embedded'"><xsl:value-of select="w:ord('plan-embedded')"/></xsl:when>
        <xsl:otherwise><code><xsl:value-of select="@plan"/></code></xsl:otherwise>
      </xsl:choose>
    </dd>
  </xsl:template>

  <xsl:template match="r:summary" mode="counts">
    <table class="counts">
      <caption><xsl:value-of select="w:ord('counts')"/></caption>
      <thead>
        <tr>
          <th scope="col"><xsl:value-of select="w:ord('verdict')"/></th>
          <th scope="col" class="figure"><xsl:value-of select="w:ord('clauses-short')"/></th>
          <th scope="col" class="figure"><xsl:value-of select="w:ord('scenarios')"/></th>
          <th scope="col" class="figure"><xsl:value-of select="w:ord('checks')"/></th>
        </tr>
      </thead>
      <!-- The attributes' names are the verdicts; this order is the schema's. -->
      <tbody>
        <xsl:call-template name="count-row"><xsl:with-param name="verdict" select="'pass'"/></xsl:call-template>
        <xsl:call-template name="count-row"><xsl:with-param name="verdict" select="'fail'"/></xsl:call-template>
        <xsl:call-template name="count-row"><xsl:with-param name="verdict" select="'warning'"/></xsl:call-template>
        <xsl:call-template name="count-row"><xsl:with-param name="verdict" select="'untestable'"/></xsl:call-template>
        <xsl:call-template name="count-row"><xsl:with-param name="verdict" select="'not-applicable'"/></xsl:call-template>
        <xsl:call-template name="count-row"><xsl:with-param name="verdict" select="'review'"/></xsl:call-template>
        <xsl:call-template name="count-row"><xsl:with-param name="verdict" select="'not-run'"/></xsl:call-template>
        <xsl:call-template name="count-row"><xsl:with-param name="verdict" select="'tool-error'"/></xsl:call-template>
      </tbody>
      <tfoot>
        <tr>
          <th scope="row"><xsl:value-of select="w:ord('total')"/></th>
          <td class="figure"><xsl:value-of select="sum(r:clauses/@*)"/></td>
          <td class="figure"><xsl:value-of select="sum(r:scenarios/@*)"/></td>
          <td class="figure"><xsl:value-of select="sum(r:checks/@*)"/></td>
        </tr>
      </tfoot>
    </table>
  </xsl:template>

  <xsl:template name="count-row">
    <xsl:param name="verdict"/>
    <tr>
      <th scope="row"><xsl:call-template name="verdict"><xsl:with-param name="verdict" select="$verdict"/></xsl:call-template></th>
      <xsl:for-each select="r:clauses | r:scenarios | r:checks">
        <!-- Clauses first, as the reader thinks, whatever the order in the file. -->
        <xsl:sort select="string-length(substring-before(' clauses scenarios checks', local-name()))" data-type="number"/>
        <xsl:variable name="count" select="@*[local-name() = $verdict]"/>
        <td class="figure">
          <xsl:if test="$count = 0"><xsl:attribute name="class">figure zero</xsl:attribute></xsl:if>
          <xsl:value-of select="$count"/>
        </td>
      </xsl:for-each>
    </tr>
  </xsl:template>

  <xsl:template name="contents">
    <nav class="contents" aria-label="{w:ord('contents')}">
      <ul>
        <xsl:if test="//r:check[r:override or r:known]">
          <li><a href="#decisions"><xsl:value-of select="concat(w:ord('decisions'), ' (', count(//r:check[r:override or r:known]), ')')"/></a></li>
        </xsl:if>
        <li><a href="#findings"><xsl:value-of select="concat(w:ord('findings'), ' (', count($findings), ')')"/></a></li>
        <li><a href="#clauses"><xsl:value-of select="concat(w:ord('clauses'), ' (', count(r:clauses/r:clause), ')')"/></a></li>
        <li><a href="#scenarios"><xsl:value-of select="concat(w:ord('scenarios'), ' (', count(r:scenarios/r:scenario), ')')"/></a></li>
        <li><a href="#glossary"><xsl:value-of select="w:ord('glossary')"/></a></li>
      </ul>
    </nav>
  </xsl:template>
</xsl:stylesheet>
