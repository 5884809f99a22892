namespace Scalewright.Experiments.Coordinates;

/// <summary>Where a node lies by Consul's reckoning.</summary>
/// <param name="Vector">Numbers in seconds, as many for each node.</param>
/// <param name="Height">What every packet of it takes in addition, in seconds.</param>
/// <param name="Adjustment">What its estimates were off by, in seconds.</param>
internal sealed record ConsulCoordinate(ValueList<double> Vector, double Height, double Adjustment)
{
    /// <summary>Seconds there and back (Consul documentation, "Network Coordinates": working with coordinates).</summary>
    public double DistanceTo(ConsulCoordinate other)
    {
        double plane = Math.Sqrt(Vector.Zip(other.Vector, (one, two) => (one - two) * (one - two)).Sum());
        double raw = plane + Height + other.Height;
        double adjusted = raw + Adjustment + other.Adjustment;
        return adjusted > 0 ? adjusted : raw;
    }
}
