namespace Scalewright.Providers.Chameleon.Leases;

/// <summary>Waits for leases to begin.</summary>
/// <param name="options">How long is waited, and how often looked.</param>
internal sealed class LeaseStarting(LeaseBook book, ChameleonOptions options)
{
    /// <summary>Waits until a lease is active, or will not be for a while, or never.</summary>
    public async Task<LeaseStart> WaitAsync(LeaseSight lease, CancellationToken cancellationToken)
    {
        long begun = options.Clock.GetTimestamp();
        for (int look = 1; ; look++)
        {
            TimeSpan left = lease.Starts - options.Clock.GetUtcNow();
            if (lease.IsActive || !lease.IsLive)
            {
                return new LeaseStart(lease);
            }

            if (left > options.LeaseStartMax)
            {
                return new LeaseStart(lease, string.Create(CultureInfo.InvariantCulture, $"begins at {lease.Starts:yyyy-MM-dd HH:mm}"), left);
            }

            if (options.Clock.GetElapsedTime(begun) >= options.LeaseStartMax + (left > TimeSpan.Zero ? left : TimeSpan.Zero))
            {
                return new LeaseStart(lease, $"is still {lease.Status} after {options.LeaseStartMax}");
            }

            book.Await(lease);
            try
            {
                await Task.Delay(LookPauses.After(look, left, options.LookPeriod, options.LookPeriodMax), options.Clock, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return new LeaseStart(lease, "was not waited for to the end");
            }

            lease = await book.FindAsync(lease.Id, CancellationToken.None) ?? lease with { Wire = lease.Wire with { Status = "TERMINATED" } };
        }
    }
}

/// <summary>What waiting for a lease came to.</summary>
/// <param name="Found">Why it is not waited for any more, as a clause.</param>
/// <param name="After">How long it takes until another look is worth while; null: nobody knows.</param>
internal sealed record LeaseStart(LeaseSight Lease, string Found = "", TimeSpan? After = null);
