namespace Scalewright.Experiments.Coordinates;

/// <summary>Knows how far machines are from each other.</summary>
public interface ILatencySource
{
    /// <summary>Looks anew, or measures some more.</summary>
    /// <param name="machines">The machines that work.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ScalewrightException">Nobody can tell now; strategies decide without it.</exception>
    Task MeasureAsync(ValueList<string> machines, CancellationToken cancellationToken);

    /// <summary>Estimated seconds of a packet from one machine to another; without end for machines of which nothing is known.</summary>
    /// <param name="one">The one.</param>
    /// <param name="other">The other.</param>
    double LatencyOf(string one, string other);
}
