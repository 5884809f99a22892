namespace Scalewright.Templating;

/// <summary>Remaining limits of one rendering, checked for each piece of output and each list element.</summary>
internal sealed class RenderBudget(TemplateLimits limits, TimeProvider clock)
{
    private readonly long _start = clock.GetTimestamp();
    private long _bytes;

    public void SpendTime()
    {
        if (clock.GetElapsedTime(_start) > limits.RenderTimeout)
        {
            throw new RenderLimitException(string.Create(
                CultureInfo.InvariantCulture, $"rendering takes longer than {limits.RenderTimeout.TotalSeconds} s"));
        }
    }

    public void SpendBytes(int count)
    {
        SpendTime();
        _bytes += count;
        if (_bytes > limits.MaxOutputBytes)
        {
            throw new RenderLimitException(string.Create(
                CultureInfo.InvariantCulture, $"the script is larger than {limits.MaxOutputBytes} bytes"));
        }
    }
}
