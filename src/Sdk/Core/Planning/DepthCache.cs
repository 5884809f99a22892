namespace Scalewright.Planning;

/// <summary>How deep a step stands below others. Many steps share one list of dependencies, which is then walked once.</summary>
internal sealed class DepthCache(int[] depths)
{
    private ValueList<int> _last = [];
    private int _depth;

    public int DepthOf(ValueList<int> dependsOn)
    {
        if (!ReferenceEquals(_last, dependsOn))
        {
            (_last, _depth) = (dependsOn, 0);
            foreach (int index in dependsOn)
            {
                _depth = Math.Max(_depth, depths[index] + 1);
            }
        }

        return _depth;
    }
}
