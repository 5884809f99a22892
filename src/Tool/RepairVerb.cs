using System.CommandLine;
using Scalewright.Journals;
using Scalewright.Tool.Output;

namespace Scalewright.Tool;

/// <summary><c>scalewright repair FOLDER [--dry-run]</c>.</summary>
internal static class RepairVerb
{
    private static readonly string Version = typeof(RepairVerb).Assembly.GetName().Version?.ToString(3) ?? "";

    public static Command Create(VerbContext context)
    {
        Argument<string> folder = new("FOLDER") { Description = "Folder of a state: where journal.log is." };
        Option<bool> dryRun = VerbRun.DryRunOption();
        Command verb = new("repair", "Cut a damaged journal where the damage begins. The whole damaged journal is kept beside it.") { folder, dryRun };
        context.SetAction(verb, (result, _) => RunAsync(result.GetRequiredValue(folder), result.GetValue(dryRun)));
        return verb;
    }

    private static async Task<VerbReport> RunAsync(string folder, bool isDryRun)
    {
        if (VerbRun.FindMissing(folder, "name the folder of a state") is { } missing)
        {
            return VerbReport.Of(missing);
        }

        LocalFileSystem files = LocalFileSystem.Create();
        if (JournalCut.Find(files, folder) is not { } damage)
        {
            return new VerbReport(ExitCode.Done) { Text = $"{Printable.Escape(folder)}: the journal is sound; nothing is to be cut\n" }
                .With(new RepairOutput(isDryRun, IsDamaged: false, null, null, null, null), ToolJson.Default.RepairOutput);
        }

        VerbReport report = isDryRun
            ? VerbReport.Of(damage.Problem) with { Text = Describe(damage, isDone: false) }
            : await CutAsync(files, folder, damage);
        return report.With(new RepairOutput(isDryRun, IsDamaged: true, damage.Kept, damage.Last, damage.Offset, damage.Length), ToolJson.Default.RepairOutput);
    }

    private static async Task<VerbReport> CutAsync(LocalFileSystem files, string folder, JournalDamage damage)
    {
        await JournalCut.RunAsync(files, folder, damage.Offset, new DurableStoreOptions
        {
            Holder = LocalFileSystem.DescribeHolder(Version, "repair"),
            Chance = new Random(Environment.ProcessId),
        });
        string next = damage.Last > damage.Kept ? "open the state with AcceptOlder, and compare it with what exists\n" : "";
        return new VerbReport(ExitCode.Done) { Text = Describe(damage, isDone: true) + next };
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
