using Scalewright.Providers.Local.Links.Relays;

namespace Local.Tests;

public class DelayLineTests
{
    private static readonly TimeSpan Ms = TimeSpan.FromMilliseconds(1);

    [Fact]
    public void A_frame_leaves_after_the_delay_and_not_before()
    {
        DelayLine line = new(new InboundLinkTable(new LinkConditions { Delay = 300 * Ms }));

        line.Add("a"u8, 5 * Ms);

        line.Due.ShouldBe(305 * Ms);
        line.TryTake(305 * Ms - TimeSpan.FromTicks(1), out _).ShouldBeFalse();
        Take(line, 305 * Ms).ShouldBe(["a"]);
        line.Due.ShouldBeNull();
    }

    [Fact]
    public void Jittered_frames_keep_their_order_and_stay_within_the_delay_bounds()
    {
        DelayLine line = new(new InboundLinkTable(new LinkConditions { Delay = 10 * Ms, Jitter = 20 * Ms }));
        Dictionary<string, TimeSpan> sent = [];
        foreach (int number in Enumerable.Range(0, 500))
        {
            sent[Name(number)] = number * Ms;
            line.Add(Encoding.ASCII.GetBytes(Name(number)), number * Ms);
        }

        List<(string Name, TimeSpan Took)> left = [];
        while (line.Due is { } due)
        {
            left.AddRange(Take(line, due).Select(name => (name, due - sent[name])));
        }

        left.Select(frame => frame.Name).ShouldBe(sent.Keys);
        left.ShouldAllBe(frame => frame.Took >= 10 * Ms && frame.Took <= 30 * Ms);
        left.Max(frame => frame.Took).ShouldBeGreaterThan(25 * Ms);
        left.Min(frame => frame.Took).ShouldBeLessThan(25 * Ms);
    }

    [Fact]
    public void The_same_seed_gives_the_same_times_and_another_seed_gives_different_ones()
    {
        string[] Times(int seed)
        {
            DelayLine line = new(
                new InboundLinkTable(
                    new LinkConditions
                    {
                        Jitter = 20 * Ms,
                        Duplication = 0.3,
                        Reordering = 0.3,
                        Seed = seed,
                    }
                )
            );
            foreach (int number in Enumerable.Range(0, 50))
            {
                line.Add(Encoding.ASCII.GetBytes(Name(number)), number * Ms);
            }

            List<string> times = [];
            while (line.Due is { } due)
            {
                times.AddRange(Take(line, due).Select(name => $"{name} {due}"));
            }

            return [.. times];
        }

        Times(7).ShouldBe(Times(7));
        Times(7).ShouldNotBe(Times(8));
    }

    [Fact]
    public void Frames_are_duplicated_with_the_given_probability()
    {
        DelayLine line = new(new InboundLinkTable(new LinkConditions { Duplication = 0.1 }));

        foreach (int number in Enumerable.Range(0, 10_000))
        {
            line.Add(Encoding.ASCII.GetBytes(Name(number)), TimeSpan.Zero);
        }

        string[] left = Take(line, Ms);
        // The expected number is 1,000, and six standard deviations are 180.
        (left.Length - 10_000).ShouldBeInRange(820, 1_180);
        left.Distinct(StringComparer.Ordinal).Count().ShouldBe(10_000);
    }

    [Fact]
    public void A_reordered_frame_is_overtaken_and_does_not_block_others()
    {
        DelayLine line = new(
            new InboundLinkTable(
                new LinkConditions
                {
                    Reordering = 1,
                    ReorderingDelay = 5 * Ms,
                    ReorderingJitter = TimeSpan.Zero,
                }
            )
        );
        line.Add("late"u8, TimeSpan.Zero);
        line.Change(new InboundLinkTable(LinkConditions.Unimpaired));
        line.Add("soon"u8, Ms);

        Take(line, Ms).ShouldBe(["soon"]);
        Take(line, 4 * Ms).ShouldBeEmpty();
        Take(line, 5 * Ms).ShouldBe(["late"]);
    }

    [Fact]
    public void A_shortened_delay_does_not_reorder_frames_in_transit()
    {
        DelayLine line = new(new InboundLinkTable(new LinkConditions { Delay = 100 * Ms }));
        line.Add("first"u8, TimeSpan.Zero);
        line.Change(new InboundLinkTable(new LinkConditions { Delay = Ms }));
        line.Add("second"u8, Ms);

        Take(line, 99 * Ms).ShouldBeEmpty();
        Take(line, 100 * Ms).ShouldBe(["first", "second"]);
    }

    [Theory]
    [InlineData(300, null, 37_500_000)] // 1 Gbit/s are 125,000,000 bytes a second
    [InlineData(300, 10_000_000L, 3_000_000)]
    [InlineData(300, 8_000L, 1_048_576)] // at least 1 MiB
    [InlineData(10_000, null, 67_108_864)] // at most 64 MiB
    public void The_capacity_of_a_line_is_the_bandwidth_delay_product_within_limits(int delay, long? rate, long room) =>
        new DelayLine(new InboundLinkTable(new LinkConditions { Delay = delay * Ms, MaxBytesPerSecond = rate })).MaxBytes.ShouldBe(room);

    [Fact]
    public void Frames_beyond_the_capacity_are_dropped_and_counted_until_space_is_free()
    {
        DelayLine line = new(new InboundLinkTable(new LinkConditions { Delay = Ms }));
        byte[] frame = new byte[64 * 1024];

        // A capacity of 1 MiB holds 16 frames of 64 KiB.
        foreach (int _ in Enumerable.Range(0, 20))
        {
            line.Add(frame, TimeSpan.Zero);
        }

        line.DroppedCount.ShouldBe(4);
        Take(line, Ms).Length.ShouldBe(16);
        line.Add(frame, Ms);
        line.DroppedCount.ShouldBe(4);
    }

    [Fact]
    public void Inbound_link_conditions_apply_to_frames_of_their_source_and_do_not_block_others()
    {
        DelayLine line = new(
            InboundLinkTable.Create(
                new LinkConditions
                {
                    Delay = 5 * Ms,
                    InboundLinks = [new InboundLinkFault("web-1") { Delay = 100 * Ms }, new InboundLinkFault("web-2") { Loss = 1 }],
                },
                ["10.0.0.1", "10.0.0.2"]
            )
        );

        line.Add("far"u8, TimeSpan.Zero, 0x0A00_0001);
        line.Add("lost"u8, TimeSpan.Zero, 0x0A00_0002);
        line.Add("near"u8, Ms, 0x0A00_0003);

        Take(line, 6 * Ms).ShouldBe(["near"]);
        Take(line, 99 * Ms).ShouldBeEmpty();
        Take(line, 100 * Ms).ShouldBe(["far"]);
        line.DroppedCount.ShouldBe(0, "a loss that was wanted is none of these");
    }

    [Fact]
    public void A_restored_inbound_link_does_not_reorder_frames_of_its_source_in_transit()
    {
        DelayLine line = new(
            InboundLinkTable.Create(
                new LinkConditions { InboundLinks = [new InboundLinkFault("web-1") { Delay = 100 * Ms }] },
                ["10.0.0.1"]
            )
        );
        line.Add("first"u8, TimeSpan.Zero, 0x0A00_0001);
        line.Change(new InboundLinkTable(new LinkConditions { Delay = Ms }));
        line.Add("second"u8, Ms, 0x0A00_0001);
        line.Add("other"u8, Ms, 0x0A00_0002);

        Take(line, 99 * Ms).ShouldBe(["other"]);
        Take(line, 100 * Ms).ShouldBe(["first", "second"]);
    }

    [Fact]
    public void A_rate_limit_passes_a_burst_then_throttles_frames_and_drops_those_that_wait_too_long()
    {
        // 100 frames of 1,024 bytes arrive at once, and the rate is 102,400 bytes per second. A burst of 32 KiB passes,
        // then one frame each 10 ms.
        // The queue holds the burst and 50 ms more, that is 37 frames before the last, so 30 are dropped.
        DelayLine line = new(
            InboundLinkTable.Create(
                new LinkConditions { InboundLinks = [new InboundLinkFault("web-1") { MaxBytesPerSecond = 102_400 }] },
                ["10.0.0.1"]
            )
        );
        TimeSpan now = TimeSpan.FromSeconds(1);
        foreach (int _ in Enumerable.Range(0, 100))
        {
            line.Add(new byte[1024], now, 0x0A00_0001);
        }

        Take(line, now).Length.ShouldBe(32);
        Take(line, now + 20 * Ms).Length.ShouldBe(2);
        Take(line, now + TimeSpan.FromHours(1)).Length.ShouldBe(36);
        line.DroppedCount.ShouldBe(30);
    }

    // RFC 791, section 3.1, RFC 826, and IEEE 802.1Q: kinds of frames and the position of the sender in each; ten bytes
    // of the kernel precede them.
    [Theory]
    [InlineData("0800 45000054 00000000 40110000 0ACB0002 0ACB0003", 0x0ACB_0002u)]
    [InlineData("8100 0005 0800 45000054 00000000 40110000 0ACB0002 0ACB0003", 0x0ACB_0002u)]
    [InlineData("0806 0001 0800 06 04 0001 020000000001 0ACB0004 000000000000 0ACB0003", 0x0ACB_0004u)]
    [InlineData("86DD 60000000 00081140 FE800000000000000000000000000001", 0u)]
    [InlineData("0800 4500", 0u)]
    [InlineData("", 0u)]
    public void The_sender_of_a_frame_is_read_from_its_IPv4_or_ARP_header(string frame, uint sender) =>
        FrameSource
            .Read(
                Convert.FromHexString(new string('0', 20) + "0200000000FF0200000000AA" + frame.Replace(" ", "", StringComparison.Ordinal))
            )
            .ShouldBe(sender);

    private static string Name(int number) => number.ToString("D4", CultureInfo.InvariantCulture);

    private static string[] Take(DelayLine line, TimeSpan now)
    {
        List<string> left = [];
        while (line.TryTake(now, out EthernetFrame frame))
        {
            left.Add(Encoding.ASCII.GetString(frame.Bytes));
            DelayLine.Return(frame);
        }

        return [.. left];
    }
}
