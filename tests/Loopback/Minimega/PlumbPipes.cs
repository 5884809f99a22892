namespace Loopback.Minimega;

/// <summary>Connections in plumbing mode by pipe. These pipes are apart from those of the <c>pipe</c> command (recorded: 18).</summary>
internal sealed class PlumbPipes
{
    private readonly Dictionary<string, List<Connection>> _members = new(StringComparer.Ordinal);
    private TaskCompletionSource _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The connections of a pipe, in the order they joined.</summary>
    public IReadOnlyList<Connection> Members(string name)
    {
        lock (_members)
        {
            return [.. _members.GetValueOrDefault(name, [])];
        }
    }

    /// <summary>Waits until a pipe has as many connections: joining is not answered.</summary>
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
    public IDisposable Join(string name, Connection connection)
    {
        lock (_members)
        {
            if (!_members.TryGetValue(name, out List<Connection>? members))
            {
                _members[name] = members = [];
            }

            members.Add(connection);
            _joined.SetResult();
            _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        return new Membership(this, name, connection);
    }

    private void Leave(string name, Connection connection)
    {
        lock (_members)
        {
            _members[name].Remove(connection);
            if (_members[name].Count == 0)
            {
                _members.Remove(name);
            }
        }
    }

    private sealed class Membership(PlumbPipes pipes, string name, Connection connection) : IDisposable
    {
        public void Dispose() => pipes.Leave(name, connection);
    }
}
