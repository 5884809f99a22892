using Scalewright;
using Scalewright.Experiments;
using Scalewright.Experiments.Deployments;
using Scalewright.Experiments.Platforms;

namespace ScalehubSample;

/// <summary>
/// Deletes deployments in reverse order, then destroys the platforms. A failure does not stop the rest. If a deployment
/// cannot be deleted, only platforms whose machines vanish are destroyed. The other machines and their list of
/// deployments remain.
/// </summary>
internal sealed class Cleanup(PlatformFolder platforms, PlaybookDeployer deployment)
{
    private const string Leave = "'shub destroy' tries again, 'shub destroy --leave' gives the machines up as they are";

    /// <summary>Releases all resources that can be released.</summary>
    /// <param name="isLeft">True to keep the deployments on their machines.</param>
    /// <param name="cancellationToken">Stops before the next resource.</param>
    /// <returns>Failures that no longer matter because the machines are gone.</returns>
    /// <exception cref="InvalidDataException">Resources remain. The message lists all of them.</exception>
    public async Task<string> RunAsync(bool isLeft, CancellationToken cancellationToken)
    {
        List<string> undeleted = isLeft ? [] : await DeleteAsync(cancellationToken);
        List<string> left = [];
        try
        {
            await platforms.DestroyAsync(section => undeleted.Count == 0 || !platforms.HasExistingMachines(section), cancellationToken);
        }
        catch (ExperimentException failure)
        {
            left.Add(ScalehubOptions.Format(failure.Problems));
        }

        ValueList<PlatformSection> there = platforms.ReadState();
        if (undeleted.Count == 0 || !there.Any(platforms.HasExistingMachines))
        {
            deployment.ClearRecords();
            HostVerbs.ForgetTokens(platforms);
        }

        return there.Count == 0 && left.Count == 0
            ? string.Join('\n', undeleted)
            : throw new InvalidDataException(string.Join('\n', [.. undeleted, .. left, $"still there: {string.Join(' ', there.Select(section => section.Name))}; {Leave}"]));
    }

    private async Task<List<string>> DeleteAsync(CancellationToken cancellationToken)
    {
        List<string> undeleted = [];
        foreach (DeploymentRecord record in deployment.GetRecords().Reverse())
        {
            try
            {
                await deployment.DeleteAsync(record.Name, cancellationToken: cancellationToken);
            }
            catch (ExperimentException failure)
            {
                undeleted.Add($"{record.Name} is not deleted:\n{ScalehubOptions.Format(failure.Problems)}");
            }
        }

        return undeleted;
    }
}
