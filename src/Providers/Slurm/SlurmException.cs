namespace Scalewright.Providers.Slurm;

/// <summary>Slurm refuses what was asked, or does not answer.</summary>
/// <param name="message">What was asked, and what came.</param>
/// <param name="mayRetry">Whether it may help to ask again.</param>
public sealed class SlurmException(string message, bool mayRetry) : Exception(message)
{
    /// <summary>Whether it may help to ask again.</summary>
    public bool MayRetry { get; } = mayRetry;
}
