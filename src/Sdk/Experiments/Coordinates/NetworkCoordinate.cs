namespace Scalewright.Experiments.Coordinates;

/// <summary>Where a machine seems to lie: the distance of two is the time of a packet there and back. A value.</summary>
/// <param name="X">First number, in seconds.</param>
/// <param name="Y">Second number, in seconds.</param>
/// <param name="Height">What every packet of it takes in addition, in seconds, 0 or more.</param>
/// <param name="Error">How wrong it may be, as a part of a distance: 1 when nothing is known.</param>
internal readonly record struct NetworkCoordinate(double X, double Y, double Height, double Error)
{
    // Dabek, Cox, Kaashoek, Morris: "Vivaldi", SIGCOMM 2004: both constants are 0.25 there.
    private const double Gain = 0.25;
    private const double HeightMin = 1e-5;

    /// <summary>Where a machine begins of which nothing is known.</summary>
    public static NetworkCoordinate Unknown { get; } = new(0, 0, HeightMin, 1);

    /// <summary>Seconds there and back to another machine, as far as known.</summary>
    /// <param name="other">The other machine.</param>
    public double DistanceTo(NetworkCoordinate other)
    {
        (double x, double y) = (X - other.X, Y - other.Y);
        return Math.Sqrt((x * x) + (y * y)) + Height + other.Height;
    }

    /// <summary>Moves towards or away from another machine after a measurement.</summary>
    /// <param name="other">The other machine.</param>
    /// <param name="seconds">Seconds there and back that were measured, above 0.</param>
    /// <param name="direction">A direction to part in when both lie at one place, in radians.</param>
    public NetworkCoordinate Pulled(NetworkCoordinate other, double seconds, double direction)
    {
        double distance = DistanceTo(other);
        double weight = Error / Math.Max(Error + other.Error, double.Epsilon);
        double wrong = Math.Abs(distance - seconds) / seconds;
        double error = Math.Clamp((wrong * Gain * weight) + (Error * (1 - (Gain * weight))), 0.001, 1);
        double force = Gain * weight * (seconds - distance);
        (double x, double y) = (X - other.X, Y - other.Y);
        double plane = Math.Sqrt((x * x) + (y * y));
        (double unitX, double unitY) = plane > 0 ? (x / distance, y / distance) : (Math.Cos(direction), Math.Sin(direction));
        double height = Math.Max(HeightMin, Height + (force * (Height + other.Height) / distance));
        return new NetworkCoordinate(X + (force * unitX), Y + (force * unitY), height, error);
    }
}
