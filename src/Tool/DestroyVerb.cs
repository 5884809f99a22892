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
        PlaceOptions place = PlaceOptions.AddTo(verb, isLasting: true, isMaking: false);
        verb.SetAction((result, cancellationToken) =>
        {
            PlaceChoice choice = place.Choose(result);
            string path = result.GetRequiredValue(folder);
            ReapRequest request = new() { IsDryRun = result.GetValue(dryRun) };
            return VerbRun.RunAsync(
                choice,
                output,
                errors,
                async (provider, token) =>
                {
                    if ((IsMissing(path) ?? PlaceFile.Check(path, choice)) is { } refused)
                    {
                        return PlanReport.Of(refused);
                    }

                    await VerbRun.LookAsync(provider, token);
                    return ReapOutput.Of(await Reaper.ReapStateAsync(path, provider, request, token), request.IsDryRun);
                },
                cancellationToken);
        });
        return verb;
    }

    private static Problem? IsMissing(string path) => Directory.Exists(path) ? null
        : new Problem(ProblemCode.UnreadableFile, "there is no such folder", "name the folder of a state, or use 'scalewright reap' without one") { Source = path };
}
