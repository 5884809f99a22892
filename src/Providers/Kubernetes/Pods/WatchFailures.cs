namespace Scalewright.Providers.Kubernetes.Pods;

/// <summary>Failures of a watch in a row. What was too old is counted apart: it says nothing of whether the server works, and never ends the following.</summary>
internal sealed class WatchFailures
{
    private int _behind;
    private int _others;

    /// <summary>Counts one.</summary>
    /// <param name="isBehind">Whether what was known had become too old (410).</param>
    /// <returns>How many of its sort there were in a row, 1 or more.</returns>
    public int Count(bool isBehind) => isBehind ? ++_behind : ++_others;

    /// <summary>The watch works.</summary>
    public void Forget() => (_behind, _others) = (0, 0);
}
