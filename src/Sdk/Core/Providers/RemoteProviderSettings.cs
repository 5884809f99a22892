using Microsoft.Extensions.Logging;

namespace Scalewright.Providers;

/// <summary>Settings of a remote provider that its author fixes or takes from the options.</summary>
/// <param name="Name">Name of the provider in messages, for example <c>containers</c>.</param>
public sealed record RemoteProviderSettings(string Name)
{
    /// <summary>Time source of waits and timeouts. Default the system clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Random source for tokens and jitter. Default null: a cryptographic random source.</summary>
    public Random? Random { get; init; }

    /// <summary>
    /// Logger for waves, calls and unexpected exceptions, with the derived class as the category. Default null: no
    /// logging.
    /// </summary>
    public ILogger? Logger { get; init; }

    /// <summary>Maximum number of steps in one call of <see cref="IProvider.ApplyAsync"/>, 1 or more. Default
    /// 100.</summary>
    public int MaxBatchSize { get; init; } = 100;

    /// <summary>Maximum number of concurrent batches of one wave, 1 or more. With 1, batches run in order. Default
    /// 8.</summary>
    public int MaxConcurrency { get; init; } = 8;

    /// <summary>Maximum time until a change appears in lists. Default zero.</summary>
    public TimeSpan ConsistencyWindow { get; init; }

    /// <summary>Validates all settings.</summary>
    /// <exception cref="ArgumentException">A setting is invalid.</exception>
    internal void Validate()
    {
        OptionsValidation validation = new();
        validation.Needs(nameof(Name), Name);
        validation.Needs(nameof(Clock), Clock);
        validation.Between(nameof(MaxBatchSize), MaxBatchSize, 1);
        validation.Between(nameof(MaxConcurrency), MaxConcurrency, 1);
        validation.AtLeast(nameof(ConsistencyWindow), ConsistencyWindow, TimeSpan.Zero);
        validation.Throw();
    }
}
