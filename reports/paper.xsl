<?xml version="1.0" encoding="UTF-8"?>
<!-- What the pages that are printed and signed share: their look beyond style.xsl, and the run they are made of. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:w="urn:provbank:words" xmlns:r="urn:provbank:result:1" exclude-result-prefixes="w r">

  <xsl:template name="paper-style">
    <style>
main h1 { margin: 2rem 0 1rem; }
.party h1 { margin-top: 0; }
.party tbody th { white-space: nowrap; }
.deviation { margin-top: 2.5rem; border-top: 3px solid var(--fail); padding-top: 1rem; }
.deviation h2 { font-size: 1.35rem; }
.form { display: grid; grid-template-columns: 11rem minmax(0, 1fr); gap: .6rem 1.5rem; margin: 1rem 0 0; }
.form dt { font-weight: 600; color: var(--quiet); font-size: .9rem; }
.form dd { margin: 0; }
.form dd p:first-child { margin-top: 0; }
.form ol, .form ul { margin: 0; padding-left: 1.2rem; }
.blank { display: block; max-width: 28rem; border-top: 1px solid var(--ink); color: var(--quiet); font-size: .85rem; margin: 1.9rem 0 .5rem; }
.kept { white-space: nowrap; width: 1%; }
.signatures { display: grid; grid-template-columns: 1fr 1fr; gap: 2.75rem 3rem; margin-top: 3rem; break-inside: avoid; }
.signatures div { border-top: 1px solid var(--ink); padding-top: .35rem; font-size: .9rem; color: var(--quiet); }
@media (max-width: 46rem) { .form { grid-template-columns: minmax(0, 1fr); gap: .1rem; } .form dd { margin-bottom: .6rem; } .signatures { grid-template-columns: 1fr; } }
@media print { .party + .party { break-before: page; } .form dt, .form dd { break-inside: avoid; } .signatures { margin-top: 4rem; } }
    </style>
  </xsl:template>

  <xsl:template match="r:run" mode="paper">
    <dl class="facts">
      <dt><xsl:value-of select="w:ord('started')"/></dt>
      <dd>
        <xsl:value-of select="substring-before(@started, 'T')"/>
        <xsl:if test="@world = 'simulated'"><span><xsl:value-of select="concat(', ', w:ord('virtual-time'))"/></span></xsl:if>
      </dd>
      <dt><xsl:value-of select="w:ord('world')"/></dt>
      <dd>
        <xsl:value-of select="w:ord(concat('world.', @world))"/>
        <span><xsl:value-of select="concat(': ', w:ord(concat('world-means.', @world)))"/></span>
      </dd>
      <dt><xsl:value-of select="w:ord('plan')"/></dt>
      <dd>
        <xsl:choose>
          <xsl:when test="@plan = 'embedded'"><xsl:value-of select="w:ord('plan-embedded')"/></xsl:when>
          <xsl:otherwise><code><xsl:value-of select="@plan"/></code></xsl:otherwise>
        </xsl:choose>
      </dd>
      <dt><xsl:value-of select="w:ord('seed')"/></dt>
      <dd><code><xsl:value-of select="@seed"/></code></dd>
      <dt><xsl:value-of select="w:ord('tool')"/></dt>
      <dd><xsl:value-of select="concat('Provbänk ', @tool-version)"/></dd>
    </dl>
  </xsl:template>
</xsl:stylesheet>
