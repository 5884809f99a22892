namespace Scalewright.Experiments.Strategies;

/// <summary>In which portions a number is reached.</summary>
internal static class Increments
{
    /// <summary>The portions; they add up to the number.</summary>
    /// <param name="method">How.</param>
    /// <param name="number">The number, 0 or more.</param>
    public static ValueList<int> Of(ScalingMethod method, int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        List<int> portions = [];
        for (int left = number, next = method == ScalingMethod.Block ? number : 1; left > 0; next = method == ScalingMethod.Exponential ? next * 2 : next)
        {
            int portion = Math.Min(left, next);
            portions.Add(portion);
            left -= portion;
        }

        return portions.ToValueList();
    }
}
