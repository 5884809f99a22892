using Docker.DotNet.Models;
using Scalewright.Providers.Containers;
using Scalewright.Providers.Containers.Client;

namespace Containers.Tests;

public class ImageProgressTests
{
    private readonly CollectedLog<ContainersProvider> _log = new();
    private readonly TickClock _clock = new();
    private readonly ImageProgress _progress;

    public ImageProgressTests() => _progress = new ImageProgress("shop:1", _clock, _log);

    [Fact]
    public void Progress_is_logged_at_most_once_in_ten_seconds()
    {
        _progress.Report(
            new JSONMessage
            {
                Status = "Downloading",
                ID = "layer-1",
                Progress = new JSONProgress { Current = 1, Total = 4 },
            }
        );
        _clock.Advance(TimeSpan.FromSeconds(9));
        _progress.Report(new JSONMessage { Status = "Downloading", ID = "layer-1" });
        _clock.Advance(TimeSpan.FromSeconds(1));
        _progress.Report(new JSONMessage { Stream = "Step 1/2 : FROM scratch\n" });

        _log.Lines.ShouldBe([
            "5601 Information Image shop:1: layer-1: Downloading 25 %",
            "5601 Information Image shop:1: Step 1/2 : FROM scratch",
        ]);
    }

    // Podman 4.3 answers a failed pull with the status 200 and this message.
    [Fact]
    public void An_error_in_a_message_is_kept()
    {
        _progress.Error.ShouldBeNull();

        _progress.Report(new JSONMessage { Error = new JSONError { Message = "initializing source docker://shop:1: no such host" } });
        _progress.Report(new JSONMessage { Status = "done" });

        _progress.Error.ShouldBe("initializing source docker://shop:1: no such host");
    }

    [Theory]
    [InlineData("Loaded image: shop:1\n", "shop:1")]
    [InlineData("Loaded image ID: sha256:0123\n", "sha256:0123")]
    [InlineData("Loaded image: localhost/a:1,localhost/b:2\n", "localhost/a:1 localhost/b:2")]
    public void Names_of_loaded_images_are_read(string text, string names)
    {
        _progress.Report(new JSONMessage { Stream = text });

        _progress.Loaded.ShouldBe(names.Split(' '));
    }

    [Fact]
    public void The_ID_of_an_imported_image_is_read()
    {
        string digits = new('a', 64);

        _progress.Report(new JSONMessage { Status = $"sha256:{digits}" });
        _progress.LastId.ShouldBe($"sha256:{digits}");
        _progress.Report(new JSONMessage { ID = digits });
        _progress.LastId.ShouldBe(digits);
    }

    private sealed class TickClock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan duration) => _ticks += duration.Ticks;
    }
}
