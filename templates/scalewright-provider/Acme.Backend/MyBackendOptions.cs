using Scalewright.Providers;

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

    /// <summary>Random source for session IDs. Default null: a cryptographic random source.</summary>
    public Random? Random { get; init; }

    /// <summary>Returns these options if they are valid.</summary>
    /// <exception cref="ArgumentException">At least one option is invalid. The message lists all problems.</exception>
    internal MyBackendOptions Validate()
    {
        OptionsValidation validation = new();
        validation.Add(
            !Path.IsPathFullyQualified(Folder ?? ""), nameof(Folder),
            $"'{Folder}' is not an absolute path", "use one as in /srv/my-backend");
        validation.Between(nameof(MaxNodes), MaxNodes, min: 1);
        validation.Positive(nameof(LockTimeout), LockTimeout);
        validation.Throw();
        return this;
    }
}
