namespace Scalewright.Templating;

/// <summary>What is left of the limits of one rendering. Asked at each piece of output and at each element of a list.</summary>
internal sealed class RenderBudget(TemplateLimits limits, TimeProvider clock)
{
    private readonly long _start = clock.GetTimestamp();
    private long _bytes;

    /// <summary>Stops the rendering when its time is over.</summary>
    public void SpendTime()
    {
        if (clock.GetElapsedTime(_start) > limits.RenderTime)
        {
            throw new RenderLimitException(string.Create(CultureInfo.InvariantCulture, $"rendering takes longer than {limits.RenderTime.TotalSeconds} s"));
        }
    }

    /// <summary>Stops the rendering when it wrote too much.</summary>
    public void SpendBytes(int count)
    {
        SpendTime();
        _bytes += count;
        if (_bytes > limits.OutputBytesMax)
        {
            throw new RenderLimitException(string.Create(CultureInfo.InvariantCulture, $"the script is larger than {limits.OutputBytesMax} bytes"));
        }
    }
}
