using System.CommandLine;
using Scalewright.Journals;

namespace Scalewright.Tool;

/// <summary><c>scalewright repair FOLDER [--dry-run]</c>.</summary>
internal static class RepairVerb
{
    private static readonly string Version = typeof(RepairVerb).Assembly.GetName().Version?.ToString(3) ?? "";

    public static Command Create(TextWriter output, TextWriter errors)
    {
        Argument<string> folder = new("FOLDER") { Description = "Folder of a state: where journal.log is." };
        Option<bool> dryRun = new("--dry-run") { Description = "Only say what would be kept and lost." };
        Command verb = new("repair", "Cut a damaged journal where the damage begins. The whole damaged journal is kept beside it.") { folder, dryRun };
        verb.SetAction(async (result, _) =>
        {
            PlanReport report = await RunAsync(result.GetRequiredValue(folder), result.GetValue(dryRun));
            await output.WriteAsync(report.Output);
            await errors.WriteAsync(report.Errors);
            return (int)report.ExitCode;
        });
        return verb;
    }

    private static async Task<PlanReport> RunAsync(string folder, bool isDry)
    {
        try
        {
            if (!Directory.Exists(folder))
            {
                return PlanReport.Of(new Problem(ProblemCode.UnreadableFile, "there is no such folder", "name the folder of a state") { Source = folder });
            }

            LocalFileSystem files = LocalFileSystem.Create();
            if (JournalCut.Find(files, folder) is not { } damage)
            {
                return new PlanReport(ExitCode.Done, $"{Printable.Escape(folder)}: the journal is sound; nothing is to be cut\n", "");
            }

            return isDry
                ? PlanReport.Of(damage.Problem) with { Output = Describe(damage, isDone: false) }
                : await CutAsync(files, folder, damage);
        }
        catch (StateException e)
        {
            return PlanReport.Of(e.Problems);
        }
    }

    private static async Task<PlanReport> CutAsync(LocalFileSystem files, string folder, JournalDamage damage)
    {
        await JournalCut.RunAsync(files, folder, damage.Offset, new DurableStoreOptions
        {
            Holder = LocalFileSystem.DescribeHolder(Version, "repair"),
            Chance = new Random(Environment.ProcessId),
        });
        string next = damage.Last > damage.Kept ? "open the state with AcceptOlder, and compare it with what exists\n" : "";
        return new PlanReport(ExitCode.Done, Describe(damage, isDone: true) + next, "");
    }

    private static string Describe(JournalDamage damage, bool isDone)
    {
        string would = isDone ? "" : "would be ";
        string lost = damage.Last - damage.Kept is > 0 and long count
            ? $"{CountText.Of(count, "change")} {would}lost: {(count == 1 ? "" : $"{damage.Kept + 1} to ")}{damage.Last}"
            : $"no change that is known of {would}lost";
        return $"""
            changes up to {damage.Kept} {would}kept
            {lost}
            {CountText.Of(damage.Length, "byte")} {would}cut off at offset {damage.Offset}
            the damaged journal {would}kept as journal.log.damaged-{damage.Offset}

            """.ReplaceLineEndings("\n");
    }
}
