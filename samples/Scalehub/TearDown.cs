using Scalewright;
using Scalewright.Experiments;
using Scalewright.Experiments.Deployments;
using Scalewright.Experiments.Platforms;

namespace ScalehubSample;

/// <summary>
/// Gives everything back: what is deployed is deleted, the last first, then platforms are destroyed. What fails keeps nothing else from being given back.
/// Where something could not be deleted, only machines that vanish with their platform are given up; those that stay keep what is on them, and the list of it.
/// </summary>
internal sealed class TearDown(PlatformFolder platforms, Deployment deployment)
{
    private const string Leave = "'shub destroy' tries again, 'shub destroy --leave' gives the machines up as they are";

    /// <summary>Gives back what it can.</summary>
    /// <param name="isLeft">True: what is deployed is left where it is.</param>
    /// <param name="cancellationToken">Ends it before the next part.</param>
    /// <returns>What went wrong and matters no more, as the machines are gone.</returns>
    /// <exception cref="InvalidDataException">Something is left: each part is told.</exception>
    public async Task<string> RunAsync(bool isLeft, CancellationToken cancellationToken)
    {
        List<string> undeleted = isLeft ? [] : await DeleteAsync(cancellationToken);
        List<string> left = [];
        try
        {
            await platforms.DestroyAsync(section => undeleted.Count == 0 || !platforms.KeepsMachines(section), cancellationToken);
        }
        catch (ExperimentException failure)
        {
            left.Add(Places.Tell(failure.Problems));
        }

        ValueList<PlatformSection> there = platforms.ReadState();
        if (undeleted.Count == 0 || !there.Any(platforms.KeepsMachines))
        {
            deployment.Forget();
            HostVerbs.ForgetTokens(platforms);
        }

        return there.Count == 0 && left.Count == 0
            ? string.Join('\n', undeleted)
            : throw new InvalidDataException(string.Join('\n', [.. undeleted, .. left, $"still there: {string.Join(' ', there.Select(section => section.Name))}; {Leave}"]));
    }

    private async Task<List<string>> DeleteAsync(CancellationToken cancellationToken)
    {
        List<string> undeleted = [];
        foreach (DeploymentRecord record in deployment.Records().Reverse())
        {
            try
            {
                await deployment.DeleteAsync(record.Name, cancellationToken: cancellationToken);
            }
            catch (ExperimentException failure)
            {
                undeleted.Add($"{record.Name} is not deleted:\n{Places.Tell(failure.Problems)}");
            }
        }

        return undeleted;
    }
}
