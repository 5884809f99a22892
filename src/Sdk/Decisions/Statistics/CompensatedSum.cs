namespace Scalewright.Statistics;

/// <summary>Sum of blocks that compensates for the rounding error of each addition (Neumaier 1974).</summary>
internal struct CompensatedSum
{
    private const int BlockLength = 128;

    private double _sum;
    private double _rest;
    private double _block;
    private int _count;

    public readonly double Value => _sum + _rest + _block;

    public void Add(double number)
    {
        _block += number;
        if (++_count % BlockLength == 0)
        {
            Settle();
        }
    }

    private void Settle()
    {
        double sum = _sum + _block;
        _rest += Math.Abs(_sum) >= Math.Abs(_block) ? _sum - sum + _block : _block - sum + _sum;
        (_sum, _block) = (sum, 0);
    }
}
