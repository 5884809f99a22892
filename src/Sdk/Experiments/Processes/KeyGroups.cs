namespace Scalewright.Experiments.Processes;

/// <summary>Which key group a record belongs to: keys by Zipf's law, and each in a group of its own choice, as Flink does it.</summary>
internal sealed class KeyGroups
{
    private readonly int _groups;
    private readonly double[] _below;

    public KeyGroups(int keys, double skew, int groups)
    {
        (_groups, _below) = (groups, new double[keys]);
        double sum = 0;
        for (int key = 0; key < keys; key++)
        {
            sum += skew == 0 ? 1 : Math.Pow(key + 1, -skew);
            _below[key] = sum;
        }
    }

    /// <summary>The group of a record, from 0.</summary>
    public int Of(StreamRecord record)
    {
        const double Steps = 1UL << 53;
        double drawn = (record.Draw >> 11) / Steps * _below[^1];
        int at = Array.BinarySearch(_below, drawn);
        int key = Math.Min(at < 0 ? ~at : at + 1, _below.Length - 1);
        return (int)(SplitMix.Of((ulong)key, 1) % (ulong)_groups);
    }
}
