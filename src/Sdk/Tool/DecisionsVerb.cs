using System.CommandLine;
using Scalewright.Clusters;
using Scalewright.Decisions;
using Scalewright.Tool.Output;
using Scalewright.Tool.Providers;

namespace Scalewright.Tool;

/// <summary><c>scalewright decisions DIR [--at TIME] [--domain NAME] [--last NUMBER]</c>.</summary>
internal static class DecisionsVerb
{
    private const int DefaultLast = 20;
    private static readonly string[] Heading = ["time (UTC)", "domain", "from", "to", "outcome", "reason"];

    public static Command Create(VerbContext context)
    {
        StateFolderOption state = StateFolderOption.OfJournal("State folder of the cluster");
        Option<DateTimeOffset?> at = new("--at")
        {
            Description =
                "Show the decision in force at this time with its inputs and tree: 14:32 today, or "
                + "2026-11-30T14:32, in UTC unless it ends with an offset.",
            HelpName = "TIME",
            CustomParser = argument => UtcTime.Read(argument, context.Environment.Clock.GetUtcNow()),
        };
        Option<string> domain = new("--domain") { Description = "Show only the decisions of this domain.", HelpName = "NAME" };
        Option<int> last = new("--last")
        {
            Description = "Number of decisions to list.",
            HelpName = "NUMBER",
            CustomParser = argument => (int)IntegerArgument.Read(argument, 1, int.MaxValue),
            DefaultValueFactory = _ => DefaultLast,
        };
        Command verb = new(
            "decisions",
            "Show why engines scaled a cluster, or did not: their last decisions, or with --at one decision. Reads the "
                + "state folder only."
        )
        {
            state.Argument,
            state.Option,
            at,
            domain,
            last,
        };
        verb.Validators.Add(state.Require);
        verb.Validators.Add(result =>
        {
            if (result.GetResult(at) is { Implicit: false } && result.GetResult(last) is { Implicit: false })
            {
                result.AddError("--last: with --at, one decision of each domain is shown; omit one of both");
            }
        });
        context.SetAction(verb, result =>
            Report(state.GetFolder(result), result.GetValue(at), result.GetValue(domain), result.GetValue(last))
        );
        return verb;
    }

    private static VerbReport Report(string folder, DateTimeOffset? at, string? domain, int last)
    {
        if (FindMissing(folder) is { } missing)
        {
            return VerbReport.From(missing);
        }

        DecisionHistory history = DecisionHistory.Read(folder);
        VerbReport warnings = VerbReport.From(history.Problems);
        if (domain is not null && !history.Domains.Contains(domain, StringComparer.Ordinal))
        {
            return VerbReport
                .From(
                    new Problem(
                        ProblemCode.UnknownReference,
                        $"no decision of a domain '{TextEscaping.Escape(domain)}' is stored",
                        NameAdvice.From(domain, history.Domains, "no engine has stored a decision in this folder")
                    )
                    {
                        Source = folder,
                        Field = "--domain",
                    }
                )
                .After(warnings);
        }

        ValueList<string> domains = domain is null ? history.Domains : [domain];
        VerbReport report = at is { } time ? ShowInForce(history, domains, time) : ShowLast(history, domains, last);
        return report.After(warnings);
    }

    private static Problem? FindMissing(string folder)
    {
        const string Advice = "name the folder of a state; 'scalewright list' finds them";
        if (VerbRun.FindMissing(folder, Advice) is { } missing)
        {
            return missing;
        }

        bool hasDecisions = Directory.Exists(Path.Join(folder, DecisionHistory.FolderName));
        return hasDecisions || Cluster.HasState(folder)
            ? null
            : new Problem(ProblemCode.UnreadableFile, "the folder has no state and no decisions", Advice) { Source = folder };
    }

    private static VerbReport ShowLast(DecisionHistory history, ValueList<string> domains, int last)
    {
        DecisionRecord[] shown =
        [
            .. history.Records.Where(record => domains.Contains(record.Domain, StringComparer.Ordinal)).TakeLast(last),
        ];
        return Show(shown, shown.Length == 0 ? "no decisions\n" : FormatTable([Heading, .. shown.Select(CreateRow)]));
    }

    private static VerbReport ShowInForce(DecisionHistory history, ValueList<string> domains, DateTimeOffset time)
    {
        DecisionRecord[] shown = [.. domains.Select(name => history.FindInForce(name, time)).OfType<DecisionRecord>()];
        if (shown.Length > 0)
        {
            return Show(shown, string.Join('\n', shown.Select(record => record.ToString())));
        }

        DecisionRecord? oldest = history.Records.FirstOrDefault(record => domains.Contains(record.Domain, StringComparer.Ordinal));
        return VerbReport.From(
            new Problem(
                ProblemCode.UnknownReference,
                $"no decision at or before {DecisionRecordText.FormatTime(time)} is stored",
                oldest is null
                    ? "no engine has stored a decision in this folder"
                    : $"the oldest is of {DecisionRecordText.FormatTime(oldest.Timestamp)}"
            )
            {
                Source = history.Folder,
                Field = "--at",
            }
        );
    }

    private static VerbReport Show(DecisionRecord[] shown, string text) =>
        new VerbReport(ExitCode.Done) { Text = text }.With(
            new DecisionsOutput([.. shown.Select(DecisionOutput.Create)]),
            ToolJson.Default.DecisionsOutput
        );

    private static string[] CreateRow(DecisionRecord record) =>
        [
            DecisionRecordText.FormatTime(record.Timestamp).TrimEnd('Z'),
            TextEscaping.Escape(record.Domain),
            record.From.ToString(CultureInfo.InvariantCulture),
            record.To.ToString(CultureInfo.InvariantCulture),
            DecisionRecordText.Format(record.Outcome),
            record.ShortReason,
        ];

    private static string FormatTable(string[][] rows)
    {
        int[] widths = [.. Heading.Select((_, column) => rows.Max(row => row[column].Length))];
        return string.Concat(
            rows.Select(row => string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd() + "\n")
        );
    }
}
