import type { JSX } from "preact";
import type { FeedRunDetail } from "../../api/feeds_api.ts";
import { Tag } from "../../components/tag.tsx";
import { rowProblem } from "../../format/feed.ts";
import { formatCount } from "../../format/money.ts";
import { t, tn } from "../../i18n/t.ts";

/** What is wrong in a file, by line and column. */
export function ProblemTable({ run }: { readonly run: FeedRunDetail }): JSX.Element {
  const title = tn(run.problems, "1 thing to look at", "{count} things to look at");
  const shown = run.row_problems.length;
  return (
    <section class="card import-card">
      <h2 class="card-title">{title}</h2>
      <div class="table-scroll import-scroll" tabIndex={0} role="region" aria-label={title}>
        <table class="data-table">
          <thead>
            <tr>
              <th scope="col" data-align="end">{t("Line")}</th>
              <th scope="col">{t("Column")}</th>
              <th scope="col">{t("What is there")}</th>
              <th scope="col">{t("What is wrong")}</th>
              <th scope="col">{t("Unit")}</th>
            </tr>
          </thead>
          <tbody>
            {run.row_problems.map((problem, place) => (
              <tr key={place}>
                <td data-align="end">{problem.line === null ? "" : formatCount(problem.line)}</td>
                <td>{problem.column ?? t("Whole row")}</td>
                <td class="import-value">{problem.value ?? ""}</td>
                <td>{rowProblem(problem)}</td>
                <td>
                  <Tag tone={problem.skips_row ? "bad" : "plain"}>
                    {problem.skips_row ? t("Left out") : t("Taken in")}
                  </Tag>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {shown < run.problems && (
        <p class="note-line">{t("The first {count} are shown.", { count: shown })}</p>
      )}
    </section>
  );
}
