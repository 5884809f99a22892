namespace Scalewright.Templating;

/// <summary>Remaining limits of one rendering, checked for each expression and each piece of output.</summary>
internal sealed class RenderBudget(TemplateLimits limits, TimeProvider clock, CancellationToken cancellationToken)
{
    /// <summary>Computed text in relation to the output, which limits the memory of variables.</summary>
    private const long MaxComputedRatio = 8;

    private readonly long _start = clock.GetTimestamp();
    private long _outputBytes;
    private long _computedLength;

    public void SpendTime()
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (clock.GetElapsedTime(_start) > limits.RenderTimeout)
        {
            throw new RenderLimitException(
                string.Create(CultureInfo.InvariantCulture, $"rendering takes longer than {limits.RenderTimeout.TotalSeconds} s")
            );
        }
    }

    public void SpendBytes(int count)
    {
        SpendTime();
        _outputBytes += count;
        if (_outputBytes > limits.MaxOutputBytes)
        {
            throw new RenderLimitException(
                string.Create(CultureInfo.InvariantCulture, $"the script is larger than {limits.MaxOutputBytes} bytes")
            );
        }
    }

    public void SpendComputed(int length)
    {
        SpendTime();
        _computedLength += length;
        if (_computedLength > limits.MaxOutputBytes * MaxComputedRatio)
        {
            throw new RenderLimitException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"expressions compute more than {limits.MaxOutputBytes * MaxComputedRatio} characters"
                )
            );
        }
    }
}

[SuppressMessage("Design", "CA1064", Justification = "Never leaves this assembly: it becomes a TemplateException.")]
internal sealed class RenderLimitException(string message) : Exception(message);
