namespace Scalewright.Decisions.Policies;

/// <summary>How far a ratio may be from 1 without a change, in each direction.</summary>
internal readonly record struct HpaTolerance
{
    private readonly double _down;
    private readonly double _up;
    private readonly bool _isPerDirection;

    private HpaTolerance(double down, double up, bool isPerDirection) => (_down, _up, _isPerDirection) = (down, up, isPerDirection);

    /// <summary>The same in both directions, compared as Kubernetes did before 1.33: exactly 10 percent above the target grows.</summary>
    public static HpaTolerance Both(double tolerance) => new(tolerance, tolerance, isPerDirection: false);

    /// <summary>
    /// Of a <c>behavior</c>. With a tolerance of a direction the bounds are compared as Kubernetes 1.33 does, which brought them:
    /// <c>1 - down &lt;= ratio &lt;= 1 + up</c>.
    /// </summary>
    public static HpaTolerance Of(HpaBehavior behavior, double tolerance) =>
        behavior.Up.Tolerance is null && behavior.Down.Tolerance is null
            ? Both(tolerance)
            : new(behavior.Down.Tolerance ?? tolerance, behavior.Up.Tolerance ?? tolerance, isPerDirection: true);

    /// <summary>True when a ratio is close enough to 1.</summary>
    public bool Allows(double ratio) =>
        _isPerDirection ? 1 - _down <= ratio && ratio <= 1 + _up : Math.Abs(1 - ratio) <= _up;
}
