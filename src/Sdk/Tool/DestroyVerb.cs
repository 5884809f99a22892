using System.CommandLine;
using Scalewright.Clusters.Reaping;
using Scalewright.CommandLines;
using Scalewright.Tool.Places;

namespace Scalewright.Tool;

/// <summary><c>scalewright destroy DIR --provider PROVIDER [--dry-run]</c>.</summary>
internal static class DestroyVerb
{
    public static Command Create(VerbContext context)
    {
        Argument<string> folder = VerbRun.StateArgument();
        Option<bool> dryRun = DryRunOption.Make();
        Command verb = new("destroy", "Remove everything of the cluster of a state folder.") { folder, dryRun };
        PlaceOptions place = PlaceOptions.AddTo(verb, context.Environment, isLasting: true, isMaking: false);
        context.SetAction(verb, (result, cancellationToken) =>
        {
            PlaceChoice choice = place.Choose(result);
            string path = result.GetRequiredValue(folder);
            ReapRequest request = new() { IsDryRun = result.GetValue(dryRun) };
            return VerbRun.RunAsync(
                choice,
                async (provider, token) =>
                {
                    if ((VerbRun.FindMissing(path, "name the folder of a state, or use 'scalewright reap' without one") ?? PlaceFile.Check(path, choice)) is { } refused)
                    {
                        return VerbReport.Of(refused);
                    }

                    context.Progress.Show($"observing what exists at {choice.Entry.Name}");
                    await VerbRun.LookAsync(provider, token);
                    context.Progress.Show(request.IsDryRun ? "choosing" : "removing");
                    return RemovalReport.Of(await Reaper.ReapStateAsync(path, provider, request, token), request.IsDryRun, []);
                },
                cancellationToken);
        }, continues: true);
        return verb;
    }
}
