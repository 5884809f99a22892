using Scalewright.Providers.Containers.Client;
using Scalewright.Providers.Containers.Faults;

namespace Containers.Tests.Faults;

public class FaultRecordTests
{
    [Fact]
    public void A_record_is_read_as_it_was_written()
    {
        FaultRecord record = new()
        {
            Fault = new NodeFault
            {
                IsPaused = true,
                IsDiskFull = true,
                Loss = 0.25,
                MaxBytesPerSecond = 1000,
                BlockedInboundNodes = ["web-2"],
                Reordering = 0.5,
                ReorderingDelay = TimeSpan.Zero,
                InboundLinks = [new InboundLinkFault("web-3") { Loss = 0.5, ReorderingJitter = TimeSpan.Zero }],
            },
            HasPause = true,
            HasRules = true,
            DiskBytes = 8 << 20,
            Links =
            [
                new ContainerLink("net")
                {
                    IPv4Address = "10.0.0.2",
                    IPv6Address = "fd00::2",
                    MacAddress = "02:42:0a:00:00:02",
                    Aliases = ["web-1"],
                },
            ],
        };

        FaultRecord.Parse(record.Write()).ShouldBe(record);
    }

    [Fact]
    public void A_missing_and_an_empty_file_are_records_without_faults()
    {
        FaultRecord.Parse(null).ShouldBe(FaultRecord.Empty);
        FaultRecord.Parse(FaultRecord.Empty.Write()).ShouldBe(FaultRecord.Empty);
        FaultRecord.Empty.Write().ShouldBeEmpty();
    }
}
