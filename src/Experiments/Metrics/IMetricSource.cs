namespace Scalewright.Experiments.Metrics;

/// <summary>Gives values that are recorded with each sample of a run, beside those of the job: of a user's own monitoring.</summary>
public interface IMetricSource
{
    /// <summary>What the values are called; the same all the time.</summary>
    ValueList<string> Names { get; }

    /// <summary>Reads a value for each name.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>As many values as there are names; not a number where there is none.</returns>
    /// <exception cref="ScalewrightException">They cannot be read now; the sample is recorded without them.</exception>
    Task<ValueList<double>> ReadAsync(CancellationToken cancellationToken);
}
