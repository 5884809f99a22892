using System.CommandLine;
using Scalewright.Clusters.Reaping;
using Scalewright.Tool.Places;

namespace Scalewright.Tool;

/// <summary><c>scalewright destroy DIR --place PLACE [--dry-run]</c>.</summary>
internal static class DestroyVerb
{
    public static Command Create(TextWriter output, TextWriter errors)
    {
        Argument<string> folder = new("DIR") { Description = "Folder of the cluster's state: where journal.log is." };
        Option<bool> dryRun = ReapOutput.DryRunOption();
        Command verb = new("destroy", "Remove everything of the cluster of a state folder.") { folder, dryRun };
        PlaceOptions place = PlaceOptions.AddTo(verb, isLasting: true);
        verb.SetAction((result, cancellationToken) => VerbRun.RunAsync(
            place.Choose(result),
            output,
            errors,
            async (provider, token) =>
            {
                string path = result.GetRequiredValue(folder);
                return Directory.Exists(path)
                    ? ReapOutput.Of(await Reaper.ReapStateAsync(path, provider, new ReapRequest { IsDryRun = result.GetValue(dryRun) }, token), result.GetValue(dryRun))
                    : PlanReport.Of(new Problem(ProblemCode.UnreadableFile, "there is no such folder", "name the folder of a state, or use 'scalewright reap' without one") { Source = path });
            },
            cancellationToken));
        return verb;
    }
}
