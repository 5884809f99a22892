namespace Scalewright.Decisions.Backtesting;

/// <summary>A sum of many numbers that keeps what each addition rounds away, so that a million steps cost what they cost (Neumaier 1974).</summary>
internal struct CompensatedSum
{
    private double _sum;
    private double _rest;

    /// <summary>The sum so far.</summary>
    public readonly double Value => _sum + _rest;

    public void Add(double number)
    {
        double sum = _sum + number;
        _rest += Math.Abs(_sum) >= Math.Abs(number) ? _sum - sum + number : number - sum + _sum;
        _sum = sum;
    }
}
