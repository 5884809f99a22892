namespace Exploration.Tests;

/// <content>Another controller, which takes over when this one no longer responds.</content>
internal sealed partial class StandardProgram
{
    private const int RivalTriesMax = 24;
    private int _takeOvers;
    private bool _isRivalStarted;
    private bool _isRivalAtWork;
    private bool _isRivalDismissed;

    private void StartRival()
    {
        if (_isRivalStarted)
        {
            return;
        }

        // Not awaited: the rival represents another process and continues when this one is killed.
        _isRivalStarted = true;
        SimulationProvider place = _place.OpenController("rival");
        _ = place.RunAsync(token => WaitForChanceAsync(place, token));
    }

    private async Task WaitForChanceAsync(SimulationProvider place, CancellationToken cancellationToken)
    {
        WitnessProvider provider = new(place, "rival", _witness);
        for (int tries = 1; tries <= RivalTriesMax && !_isRivalDismissed; tries++)
        {
            await Task.Delay(TimeSpan.FromSeconds(20 + place.Random.Next(20)), place.Clock, cancellationToken);
            if (_isRivalDismissed || !_witness.IsProvisioned || _isLost)
            {
                continue;
            }

            _isRivalAtWork = true;
            try
            {
                await TakeOverAsync(provider, place, tries % 4 == 0, cancellationToken);
            }
            catch (Exception exception) when (exception is ScalewrightException or WitnessException)
            {
                // The other controller holds the lock, or the provider fails. The witness retains its observations.
            }

            _isRivalAtWork = false;
        }
    }

    private async Task TakeOverAsync(
        WitnessProvider provider,
        SimulationProvider place,
        bool takesOver,
        CancellationToken cancellationToken
    )
    {
        if (takesOver)
        {
            // From here on the other controller may be fenced, even if the takeover fails.
            _holds = -1;
            _takeOvers++;
        }

        bool isHeld = _holds == _place.Controller.KillCount;
        _openingsUnheard++;
        await using Cluster cluster = await Cluster.OpenAsync(Folder, provider, SettingsOf(place, "rival", takesOver), cancellationToken);
        _witness.Require(!isHeld || _holds != _place.Controller.KillCount, "two controllers hold the state at once");
        Check(cluster);
        Enter(cluster);
        await Task.Delay(TimeSpan.FromSeconds(3), place.Clock, cancellationToken);
        await cluster.RepairAsync(cancellationToken);
    }

    private async Task DismissRivalAsync(CancellationToken cancellationToken)
    {
        _isRivalDismissed = true;
        while (_isRivalAtWork)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), _place.Clock, cancellationToken);
        }

        _witness.ThrowIfBroken();
    }
}
