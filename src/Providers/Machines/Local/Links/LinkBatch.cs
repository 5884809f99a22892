namespace Scalewright.Providers.Local.Links;

/// <summary>Lines for the system's <c>ip</c>. Those that come while others are being done wait, and are done in one go: a process costs more than a line.</summary>
internal sealed class LinkBatch(LinkCommands commands)
{
    private readonly Lock _gate = new();
    private List<Order> _waiting = [];
    private bool _isBusy;

    /// <summary>Has lines done, in their order.</summary>
    /// <param name="lines">As <c>ip -batch</c> reads them.</param>
    /// <returns>What was written by these and by all lines that were done with them.</returns>
    /// <exception cref="LinkException">One of the lines failed; those after it were done nevertheless.</exception>
    public Task<string> RunAsync(params string[] lines)
    {
        Order order = new(lines, new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_gate)
        {
            _waiting.Add(order);
            if (_isBusy)
            {
                return order.Done.Task;
            }

            _isBusy = true;
        }

        _ = WorkAsync();
        return order.Done.Task;
    }

    private async Task WorkAsync()
    {
        // Whoever comes at the same time, comes along.
        await Task.Yield();
        while (Take() is { Count: > 0 } orders)
        {
            try
            {
                string[] lines = [.. orders.SelectMany(order => order.Lines)];
                Tell(orders, await commands.TryAsync(["ip", "-force", "-batch", "-"], string.Join('\n', lines) + "\n"));
            }
            catch (LinkException failure)
            {
                orders.ForEach(order => order.Done.SetException(failure));
            }
        }
    }

    private List<Order> Take()
    {
        lock (_gate)
        {
            List<Order> taken = _waiting;
            _waiting = [];
            _isBusy = taken.Count > 0;
            return taken;
        }
    }

    private static void Tell(List<Order> orders, LinkAnswer answer)
    {
        Dictionary<int, string> reasons = answer.ExitCode == 0 ? [] : Reasons(answer.Error);
        int first = 1;
        foreach (Order order in orders)
        {
            int at = Enumerable.Range(first, order.Lines.Length).FirstOrDefault(reasons.ContainsKey);
            first += order.Lines.Length;
            if (at > 0)
            {
                order.Done.SetException(new LinkException(LocalProblems.Failed($"ip {order.Lines[at - first + order.Lines.Length]}", reasons[at])));
            }
            else if (answer.ExitCode != 0 && reasons.Count == 0)
            {
                order.Done.SetException(new LinkException(LocalProblems.Failed($"ip {order.Lines[0]}", answer.Reason)));
            }
            else
            {
                order.Done.SetResult(answer.Output);
            }
        }
    }

    // ip says why, and then "Command failed -:3" with the number of the line.
    private static Dictionary<int, string> Reasons(string error)
    {
        const string Mark = "Command failed -:";
        Dictionary<int, string> reasons = [];
        List<string> words = [];
        foreach (string line in error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (line.StartsWith(Mark, StringComparison.Ordinal) && int.TryParse(line.AsSpan(Mark.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            {
                reasons[number] = words.Count > 0 ? string.Join("; ", words) : line;
                words.Clear();
            }
            else
            {
                words.Add(line);
            }
        }

        return reasons;
    }

    private sealed record Order(string[] Lines, TaskCompletionSource<string> Done);
}
