namespace Scalewright.Experiments.Reports;

/// <summary>Answers the question of an experiment in one sentence.</summary>
public static class ExperimentHeadline
{
    /// <summary>Returns the sentence of <see cref="ExperimentVerdict"/>.</summary>
    /// <param name="data">The measurements.</param>
    /// <returns>The sentence; a statement that there is no result if no run completed.</returns>
    public static string Create(ExperimentData data) => ExperimentVerdict.Create(data).Sentence;
}
