namespace Loopback.Minimega;

/// <summary>Not the pipes of the <c>pipe</c> command (recorded: 18).</summary>
internal sealed class PlumbPipes
{
    private readonly Dictionary<string, List<IPlumber>> _members = new(StringComparer.Ordinal);
    private TaskCompletionSource _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>In the order in which they joined.</summary>
    public IReadOnlyList<IPlumber> Members(string name)
    {
        lock (_members)
        {
            return [.. _members.GetValueOrDefault(name, [])];
        }
    }

    public async Task WriteAsync(string name, string text, CancellationToken cancellationToken)
    {
        foreach (IPlumber member in Members(name))
        {
            await member.TakeAsync(text, cancellationToken);
        }
    }

    /// <returns>False if the pipe has a writer.</returns>
    public bool Remove(string name)
    {
        List<IPlumber> members;
        lock (_members)
        {
            members = _members.GetValueOrDefault(name, []);
            if (members.Exists(member => member.IsWriter))
            {
                return false;
            }

            _members.Remove(name);
        }

        members.ForEach(member => member.End());
        return true;
    }

    /// <summary>Joining is not acknowledged.</summary>
    public async Task WaitAsync(string name, int count, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task joined;
            lock (_members)
            {
                if (_members.GetValueOrDefault(name, []).Count >= count)
                {
                    return;
                }

                joined = _joined.Task;
            }

            await joined.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Joins a pipe until the result is disposed.</summary>
    public IDisposable Join(string name, IPlumber plumber)
    {
        lock (_members)
        {
            if (!_members.TryGetValue(name, out List<IPlumber>? members))
            {
                _members[name] = members = [];
            }

            members.Add(plumber);
            _joined.SetResult();
            _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        return new Membership(this, name, plumber);
    }

    private void Leave(string name, IPlumber plumber)
    {
        lock (_members)
        {
            if (_members.TryGetValue(name, out List<IPlumber>? members) && members.Remove(plumber) && members.Count == 0)
            {
                _members.Remove(name);
            }
        }
    }

    private sealed class Membership(PlumbPipes pipes, string name, IPlumber plumber) : IDisposable
    {
        public void Dispose() => pipes.Leave(name, plumber);
    }
}
