namespace AcmeSpace;

/// <summary>Location and limits of the backend.</summary>
public sealed record MyBackendOptions
{
    /// <summary>Absolute path of the folder that serves as the backend. Programs can share it.</summary>
    public required string Folder { get; init; }

    /// <summary>Maximum number of nodes, 1 or more. Default 100.</summary>
    public int MaxNodes { get; init; } = 100;

    /// <summary>Maximum time that a call waits for the lock on the backend. Default 10 seconds.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time source. Default the system clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Random source for session IDs. Default <see cref="Random.Shared"/>.</summary>
    public Random Random { get; init; } = Random.Shared;

    /// <summary>Returns these options if they are valid.</summary>
    /// <exception cref="ArgumentException">At least one option is invalid. The message lists all problems.</exception>
    internal MyBackendOptions Validate()
    {
        string[] problems = [.. Problems()];
        return problems.Length == 0 ? this : throw new ArgumentException(string.Join(Environment.NewLine, problems));
    }

    private IEnumerable<string> Problems()
    {
        if (!Path.IsPathFullyQualified(Folder ?? ""))
        {
            yield return $"Folder: '{Folder}' is not an absolute path; use one as in /srv/my-backend";
        }

        if (MaxNodes < 1)
        {
            yield return $"MaxNodes: {MaxNodes} is below 1; use 1 or more";
        }

        if (LockTimeout <= TimeSpan.Zero)
        {
            yield return $"LockTimeout: {LockTimeout} is not above zero; use more than zero";
        }

        if (Clock is null)
        {
            yield return "Clock: it is null; leave it out to use the system clock";
        }

        if (Random is null)
        {
            yield return "Random: it is null; leave it out to use the system's random source";
        }
    }
}
