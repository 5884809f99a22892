namespace Scalewright.Decisions.Policies;

/// <summary>Maximum difference of a ratio from 1 without a change, for each direction.</summary>
internal readonly record struct HpaTolerance
{
    private readonly double _down;
    private readonly double _up;
    private readonly bool _isPerDirection;

    private HpaTolerance(double down, double up, bool isPerDirection) => (_down, _up, _isPerDirection) = (down, up, isPerDirection);

    /// <summary>Compares as Kubernetes before 1.33: exactly 10 percent above the target scales out.</summary>
    public static HpaTolerance Both(double tolerance) => new(tolerance, tolerance, isPerDirection: false);

    /// <summary>
    /// Creates the tolerance of a <c>behavior</c>. A tolerance per direction is compared as in Kubernetes 1.33, which
    /// introduced it: <c>1 - down &lt;= ratio &lt;= 1 + up</c>.
    /// </summary>
    public static HpaTolerance From(HpaBehavior behavior, double tolerance) =>
        behavior.ScaleUp.Tolerance is null && behavior.ScaleDown.Tolerance is null
            ? Both(tolerance)
            : new(behavior.ScaleDown.Tolerance ?? tolerance, behavior.ScaleUp.Tolerance ?? tolerance, isPerDirection: true);

    public bool Allows(double ratio) => _isPerDirection ? 1 - _down <= ratio && ratio <= 1 + _up : Math.Abs(1 - ratio) <= _up;
}
