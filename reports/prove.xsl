<?xml version="1.0" encoding="UTF-8"?>
<!--
  prove.xml as one page, in the manner of html.xsl and with its parameters: lang (sv or en), other (the same page in the
  other language).
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:exsl="http://exslt.org/common"
                xmlns:w="urn:provbank:words" xmlns:p="urn:provbank:prove:1" exclude-result-prefixes="exsl w p">

  <xsl:include href="strings.xsl"/>
  <xsl:include href="verdict.xsl"/>
  <xsl:include href="style.xsl"/>

  <xsl:param name="other"/>

  <xsl:output method="xml" encoding="UTF-8" omit-xml-declaration="yes" doctype-system="about:legacy-compat" indent="no"/>
  <xsl:strip-space elements="*"/>

  <xsl:key name="defects-of" match="p:defect" use="@part"/>

  <xsl:template match="/p:prove">
    <html lang="{$lang}">
      <head>
        <meta charset="UTF-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <title><xsl:call-template name="proof-word"/><xsl:value-of select="concat(' – ', w:ord('proof-title'), ', ', @date)"/></title>
        <xsl:call-template name="style"/>
        <xsl:call-template name="proof-style"/>
      </head>
      <body>
        <a class="skip" href="#content"><xsl:value-of select="w:ord('skip')"/></a>
        <xsl:call-template name="verdict-symbols"/>
        <div class="page">
          <header class="masthead">
            <p><xsl:value-of select="w:ord('proof-report')"/></p>
            <xsl:if test="$other">
              <p><a href="{$other}" hreflang="{w:ord('other-lang-code')}" lang="{w:ord('other-lang-code')}">
                <xsl:value-of select="w:ord('other-language')"/>
              </a></p>
            </xsl:if>
          </header>
          <main id="content">
            <xsl:call-template name="proof-opening"/>
            <xsl:if test="p:problem"><xsl:call-template name="proof-problems"/></xsl:if>
            <xsl:call-template name="proof-matrix"/>
            <xsl:call-template name="proof-checks"/>
            <xsl:call-template name="proof-null"/>
            <xsl:call-template name="proof-blame"/>
            <xsl:call-template name="proof-defects"/>
          </main>
          <footer class="end">
            <p><xsl:value-of select="concat(w:ord('proof-footer'), ' Provbänk ', @tool-version, '.')"/></p>
          </footer>
        </div>
      </body>
    </html>
  </xsl:template>

  <xsl:template name="proof-word">
    <xsl:choose>
      <xsl:when test="@holds = 'true'"><xsl:value-of select="w:ord('proof-holds')"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="w:ord('proof-fails')"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="proof-opening">
    <xsl:variable name="sign">
      <xsl:choose><xsl:when test="@holds = 'true'">pass</xsl:when><xsl:otherwise>fail</xsl:otherwise></xsl:choose>
    </xsl:variable>
    <section class="opening">
      <h1><xsl:value-of select="w:ord('proof-title')"/></h1>
      <p><xsl:value-of select="w:ord('proof-lead')"/></p>
      <div class="overall {$sign}">
        <svg class="i" aria-hidden="true" focusable="false"><use href="#v-{$sign}"/></svg>
        <strong><xsl:call-template name="proof-word"/></strong>
        <p>
          <xsl:choose>
            <xsl:when test="@holds = 'true'"><xsl:value-of select="w:ord('proof-holds-says')"/></xsl:when>
            <xsl:otherwise><xsl:value-of select="w:ord('proof-fails-says')"/></xsl:otherwise>
          </xsl:choose>
        </p>
      </div>
      <dl class="facts">
        <dt><xsl:value-of select="w:ord('proof-defects-caught')"/></dt>
        <dd><xsl:value-of select="concat(count(p:defect[@caught = 'true']), ' ', w:ord('proof-of'), ' ', count(p:defect))"/></dd>
        <dt><xsl:value-of select="w:ord('proof-checks-proven')"/></dt>
        <dd><xsl:value-of select="concat(count(p:check[@kills != '0']), ' ', w:ord('proof-of'), ' ', count(p:check))"/></dd>
        <dt><xsl:value-of select="w:ord('proof-null-parties')"/></dt>
        <dd><xsl:value-of select="count(p:null-party)"/></dd>
        <dt><xsl:value-of select="w:ord('proof-verdicts')"/></dt>
        <dd><xsl:value-of select="@verdicts"/></dd>
        <dt><xsl:value-of select="w:ord('proof-day')"/></dt>
        <dd><xsl:value-of select="@date"/></dd>
      </dl>
    </section>
  </xsl:template>

  <xsl:template name="proof-problems">
    <section id="problems">
      <h2><xsl:value-of select="w:ord('proof-problems')"/></h2>
      <ul class="problems">
        <xsl:for-each select="p:problem">
          <li>
            <span class="v fail">
              <svg class="i" aria-hidden="true" focusable="false"><use href="#v-fail"/></svg>
              <span><xsl:value-of select="w:ord(concat('trouble.', @trouble))"/></span>
            </span>
            <p><xsl:apply-templates select="." mode="words"/></p>
          </li>
        </xsl:for-each>
      </ul>
    </section>
  </xsl:template>

  <xsl:template name="proof-checks">
    <section id="checks">
      <h2><xsl:value-of select="w:ord('proof-checks')"/></h2>
      <p class="lead"><xsl:value-of select="w:ord('proof-checks-lead')"/></p>
      <table>
        <caption class="unseen"><xsl:value-of select="w:ord('proof-checks')"/></caption>
        <thead>
          <tr>
            <th scope="col"><xsl:value-of select="w:ord('proof-check')"/></th>
            <th scope="col"><xsl:value-of select="w:ord('proof-claims')"/></th>
            <th scope="col" class="figure"><xsl:value-of select="w:ord('proof-kills')"/></th>
            <th scope="col" class="figure"><xsl:value-of select="w:ord('proof-conforming')"/></th>
          </tr>
        </thead>
        <tbody>
          <xsl:for-each select="p:check">
            <tr id="c-{@name}">
              <th scope="row"><code><xsl:value-of select="@name"/></code></th>
              <td><xsl:apply-templates select="." mode="words"/></td>
              <td class="figure"><xsl:value-of select="@kills"/></td>
              <td class="figure"><xsl:value-of select="@conforming"/></td>
            </tr>
          </xsl:for-each>
        </tbody>
      </table>
    </section>
  </xsl:template>

  <!-- Rows are defects, columns checks. The sign says what happened; the colour only repeats it. -->
  <xsl:template name="proof-matrix">
    <section id="matrix">
      <h2 id="matrix-title"><xsl:value-of select="w:ord('proof-matrix')"/></h2>
      <p class="lead"><xsl:value-of select="w:ord('proof-matrix-lead')"/></p>
      <ul class="key">
        <li><span class="k expected" aria-hidden="true">●</span><xsl:value-of select="w:ord('proof-as.expected')"/></li>
        <li><span class="k collateral" aria-hidden="true">○</span><xsl:value-of select="w:ord('proof-as.collateral')"/></li>
        <xsl:if test="p:defect/p:kill[@as = 'undeclared']">
          <li><span class="k undeclared" aria-hidden="true">▲</span><xsl:value-of select="w:ord('proof-as.undeclared')"/></li>
        </xsl:if>
        <li><span class="k" aria-hidden="true">&#xA0;</span><xsl:value-of select="w:ord('proof-as.none')"/></li>
      </ul>
      <xsl:call-template name="matrix-of"><xsl:with-param name="party">driftspart</xsl:with-param></xsl:call-template>
      <xsl:call-template name="matrix-of"><xsl:with-param name="party">kommun</xsl:with-param></xsl:call-template>
      <xsl:call-template name="matrix-of"><xsl:with-param name="party">uppgiftslamnare</xsl:with-param></xsl:call-template>
    </section>
  </xsl:template>

  <!-- One table for each party: what its defects do to the checks of it. A check that judges another party, and was wrong to
       go red, gets its column too. -->
  <xsl:template name="matrix-of">
    <xsl:param name="party"/>
    <xsl:variable name="defects" select="p:defect[@guilty = $party]"/>
    <xsl:variable name="checks" select="p:check[@party = $party or @name = $defects/p:kill/@check]"/>
    <xsl:if test="$checks">
      <h3 class="group" id="matrix-{$party}"><xsl:value-of select="w:ord(concat('role.', $party))"/></h3>
      <div class="matrix" role="region" aria-labelledby="matrix-{$party}" tabindex="0">
        <table>
          <caption class="unseen"><xsl:value-of select="concat(w:ord('proof-matrix'), ' ', w:ord(concat('role.', $party)))"/></caption>
          <thead>
            <tr>
              <th scope="col" class="corner"><xsl:value-of select="w:ord('proof-defect')"/></th>
              <xsl:for-each select="$checks">
                <th scope="col" class="check"><a href="#c-{@name}"><span><xsl:value-of select="@name"/></span></a></th>
              </xsl:for-each>
            </tr>
          </thead>
          <xsl:for-each select="p:part[key('defects-of', @id)/@guilty = $party]">
            <tbody>
              <tr class="part">
                <th scope="rowgroup"><xsl:apply-templates select="." mode="words"/></th>
                <td colspan="{count($checks)}">
                  <span class="unseen"><xsl:value-of select="count(key('defects-of', @id))"/></span>
                </td>
              </tr>
              <xsl:apply-templates select="key('defects-of', @id)[@guilty = $party]" mode="row">
                <xsl:with-param name="checks" select="$checks"/>
              </xsl:apply-templates>
            </tbody>
          </xsl:for-each>
        </table>
      </div>
    </xsl:if>
  </xsl:template>

  <xsl:template match="p:defect" mode="row">
    <xsl:param name="checks"/>
    <xsl:variable name="defect" select="."/>
    <tr>
      <th scope="row">
        <a href="#d-{@id}"><xsl:apply-templates select="." mode="words"/></a>
      </th>
      <xsl:for-each select="$checks">
        <xsl:variable name="kill" select="$defect/p:kill[@check = current()/@name]"/>
        <xsl:choose>
          <xsl:when test="$kill">
            <td class="{$kill/@as}">
              <span aria-hidden="true">
                <xsl:choose>
                  <xsl:when test="$kill/@as = 'expected'">●</xsl:when>
                  <xsl:when test="$kill/@as = 'collateral'">○</xsl:when>
                  <xsl:otherwise>▲</xsl:otherwise>
                </xsl:choose>
              </span>
              <span class="unseen"><xsl:value-of select="w:ord(concat('proof-as.', $kill/@as))"/></span>
            </td>
          </xsl:when>
          <xsl:otherwise><td/></xsl:otherwise>
        </xsl:choose>
      </xsl:for-each>
    </tr>
  </xsl:template>

  <xsl:template name="proof-null">
    <section id="null-parties">
      <h2><xsl:value-of select="w:ord('proof-null')"/></h2>
      <p class="lead"><xsl:value-of select="w:ord('proof-null-lead')"/></p>
      <table>
        <caption class="unseen"><xsl:value-of select="w:ord('proof-null')"/></caption>
        <thead>
          <tr>
            <th scope="col"><xsl:value-of select="w:ord('proof-null-party')"/></th>
            <th scope="col" class="figure"><xsl:value-of select="w:ord('proof-null-scenarios')"/></th>
            <th scope="col"><xsl:value-of select="w:ord('proof-null-passes')"/></th>
          </tr>
        </thead>
        <tbody>
          <xsl:for-each select="p:null-party">
            <tr>
              <th scope="row">
                <xsl:apply-templates select="." mode="words"/>
                <span class="sub"><xsl:value-of select="@id"/></span>
              </th>
              <td class="figure"><xsl:value-of select="concat(@passed, ' ', w:ord('proof-of'), ' ', @scenarios)"/></td>
              <td>
                <ul class="passes">
                  <xsl:for-each select="p:pass">
                    <li>
                      <code><xsl:value-of select="@check"/></code>
                      <xsl:text> – </xsl:text>
                      <xsl:choose>
                        <xsl:when test="@excused = 'true'"><xsl:apply-templates select="." mode="words"/></xsl:when>
                        <xsl:otherwise><strong class="fail"><xsl:value-of select="w:ord('proof-no-reason')"/></strong></xsl:otherwise>
                      </xsl:choose>
                    </li>
                  </xsl:for-each>
                </ul>
              </td>
            </tr>
          </xsl:for-each>
        </tbody>
      </table>
    </section>
  </xsl:template>

  <xsl:template name="proof-blame">
    <section id="blame">
      <h2><xsl:value-of select="w:ord('proof-blame')"/></h2>
      <p class="lead"><xsl:value-of select="w:ord('proof-blame-lead')"/></p>
      <table class="counts">
        <caption class="unseen"><xsl:value-of select="w:ord('proof-blame')"/></caption>
        <thead>
          <tr>
            <th scope="col"><xsl:value-of select="w:ord('proof-guilty')"/></th>
            <th scope="col" class="figure"><xsl:value-of select="w:ord('proof-runs')"/></th>
            <xsl:for-each select="p:blame[1]/p:blamed">
              <th scope="col" class="figure"><xsl:value-of select="concat(w:ord('proof-blamed'), ' ', w:ord(concat('proof-party.', @party)))"/></th>
            </xsl:for-each>
          </tr>
        </thead>
        <tbody>
          <xsl:for-each select="p:blame">
            <tr>
              <th scope="row"><xsl:value-of select="w:ord(concat('proof-guilty.', @guilty))"/></th>
              <td class="figure"><xsl:value-of select="@runs"/></td>
              <xsl:for-each select="p:blamed">
                <td>
                  <xsl:attribute name="class">
                    <xsl:text>figure</xsl:text>
                    <xsl:if test="@verdicts = '0'"> zero</xsl:if>
                    <xsl:if test="@verdicts != '0' and @party != ../@guilty"> fail</xsl:if>
                  </xsl:attribute>
                  <xsl:value-of select="@verdicts"/>
                </td>
              </xsl:for-each>
            </tr>
          </xsl:for-each>
        </tbody>
      </table>
    </section>
  </xsl:template>

  <xsl:template name="proof-defects">
    <section id="defects">
      <h2><xsl:value-of select="w:ord('proof-defects')"/></h2>
      <p class="lead"><xsl:value-of select="w:ord('proof-defects-lead')"/></p>
      <xsl:for-each select="p:part[key('defects-of', @id)]">
        <h3 class="group"><xsl:apply-templates select="." mode="words"/></h3>
        <xsl:apply-templates select="key('defects-of', @id)" mode="detail"/>
      </xsl:for-each>
    </section>
  </xsl:template>

  <xsl:template match="p:defect" mode="detail">
    <details class="interpretation" id="d-{@id}">
      <summary>
        <h3><xsl:apply-templates select="." mode="words"/></h3>
        <xsl:text> </xsl:text>
        <span class="id"><xsl:value-of select="concat(@id, ' · ', w:ord('proof-breaks'), ' ', @clause)"/></span>
      </summary>
      <xsl:for-each select="p:kill">
        <div class="kill">
          <p>
            <code><xsl:value-of select="@check"/></code>
            <xsl:value-of select="concat(' – ', w:ord(concat('proof-as.', @as)), ' (', @scenario)"/>
            <xsl:if test="@times != '1'"><xsl:value-of select="concat(', ', w:ord('proof-times'), ' ', @times)"/></xsl:if>
            <xsl:text>): </xsl:text>
            <xsl:apply-templates select="." mode="words"/>
          </p>
          <div class="pair">
            <figure>
              <figcaption><xsl:value-of select="w:ord('expected')"/></figcaption>
              <pre><xsl:value-of select="p:expected"/></pre>
            </figure>
            <figure>
              <figcaption><xsl:value-of select="w:ord('received')"/></figcaption>
              <pre><xsl:value-of select="p:received"/></pre>
            </figure>
          </div>
        </div>
      </xsl:for-each>
    </details>
  </xsl:template>

  <xsl:template name="proof-style">
    <style>
.problems { list-style: none; padding: 0; margin: 0; }
.problems li { border-top: 1px solid var(--rule); padding: .7rem 0; }
.key { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; list-style: none; padding: 0; margin: .6rem 0 .8rem; font-size: .9rem; }
.key li { display: flex; align-items: center; gap: .5rem; }
.key .k { display: inline-flex; width: 1.35rem; height: 1.35rem; align-items: center; justify-content: center;
  border: 1px solid var(--rule); border-radius: 3px; }
.k.expected, .matrix td.expected { color: var(--pass); background: color-mix(in srgb, var(--pass) 16%, var(--ground)); }
.k.collateral, .matrix td.collateral { color: var(--quiet); }
.k.undeclared, .matrix td.undeclared { color: var(--fail); background: color-mix(in srgb, var(--fail) 18%, var(--ground)); }
.matrix { overflow: auto; max-height: 88vh; border: 1px solid var(--rule); border-radius: 4px; margin: 0 calc(50% - min(50vw - 1.5rem, 46rem));
  background: var(--ground); }
.matrix table { width: max-content; min-width: 100%; border-collapse: separate; border-spacing: 0; font-size: .85rem; }
.matrix th, .matrix td { padding: .2rem .35rem; border-bottom: 1px solid var(--rule); border-right: 1px solid var(--rule); vertical-align: middle; }
.matrix th:last-child, .matrix td:last-child { padding-right: .35rem; border-right: 0; }
.matrix thead th { position: sticky; top: 0; background: var(--panel); z-index: 2; border-bottom-color: var(--strong-rule); }
.matrix thead th.check { height: 12.5rem; vertical-align: bottom; padding: .4rem .1rem; font-weight: 600; min-width: 1.75rem; }
.matrix th.check a { display: block; margin: 0 auto; width: 1.2rem; color: var(--ink); text-decoration: none; }
.matrix th.check a:hover { text-decoration: underline; }
.matrix th.check span { writing-mode: vertical-rl; transform: rotate(180deg); white-space: nowrap; hyphens: none; line-height: 1.2rem; }
.matrix tbody th, .matrix .corner { position: sticky; left: 0; background: var(--ground); z-index: 1; width: 30rem; max-width: 30rem;
  min-width: 15rem; font-weight: 400; line-height: 1.35; border-right-color: var(--strong-rule); padding-left: .7rem; }
.matrix .corner { z-index: 3; background: var(--panel); font-weight: 600; }
.matrix tbody th a { color: var(--ink); text-decoration: none; }
.matrix tbody th a:hover { text-decoration: underline; }
.matrix tr.part th { font-weight: 600; background: var(--panel); padding-top: .5rem; padding-bottom: .5rem; }
.matrix tr.part td { background: var(--panel); }
.matrix td { text-align: center; min-width: 1.75rem; line-height: 1.2; }
.matrix tbody tr:hover th, .matrix tbody tr:hover td { background-color: var(--panel); }
.matrix:focus-visible { outline-offset: 1px; }
.passes { list-style: none; margin: 0; padding: 0; }
.passes li + li { margin-top: .3rem; }
h3.group { margin: 1.75rem 0 .5rem; }
details.interpretation:target { outline: 2px solid var(--link); outline-offset: 4px; }
.kill { margin: .75rem 0 1rem; padding-left: .8rem; border-left: 3px solid var(--rule); }
.kill p { max-width: none; }
@media (max-width: 46rem) {
  .matrix { margin: 0; }
  .matrix tbody th, .matrix .corner { width: 11rem; max-width: 11rem; min-width: 11rem; font-size: .8rem; }
}
@media print {
  .matrix { overflow: visible; max-height: none; border: 0; margin: 0; }
  .matrix table { font-size: 6.5pt; width: 100%; }
  .matrix thead th, .matrix tbody th, .matrix .corner { position: static; }
  .matrix tbody th, .matrix .corner { width: auto; min-width: 0; }
}
    </style>
  </xsl:template>
</xsl:stylesheet>
