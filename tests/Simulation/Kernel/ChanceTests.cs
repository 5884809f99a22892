namespace Simulation.Tests.Kernel;

public class ChanceTests
{
    [Fact]
    public void Random_numbers_match_the_reference_generators()
    {
        // splitmix64.c and xoshiro256starstar.c from prng.di.unimi.it with seed 0, calculated with Python integers.
        StableRandom random = new(0);

        random.NextBits().ShouldBe(0x99ec5f36cb75f2b4UL);
        random.NextBits().ShouldBe(0xbf6e1f784956452aUL);
        random.NextBits().ShouldBe(0x1a5f849d4933e6e0UL);
    }

    [Fact]
    public void A_draw_from_one_random_stream_does_not_affect_the_others()
    {
        RandomStreams quiet = new(42);
        RandomStreams faulty = new(42);
        faulty[RandomStreams.Faults].NextBits();

        quiet[RandomStreams.Work].NextBits().ShouldBe(faulty[RandomStreams.Work].NextBits());
        quiet[RandomStreams.Faults].NextBits().ShouldNotBe(faulty[RandomStreams.Faults].NextBits());
        quiet["a"].ShouldBeSameAs(quiet["a"]);
    }

    [Fact]
    public void A_range_yields_every_value_and_none_outside()
    {
        StableRandom random = new(1);

        int[] drawn = [.. Enumerable.Range(0, 1_000).Select(_ => random.Next(-3, 4)).Distinct().Order()];

        drawn.ShouldBe([-3, -2, -1, 0, 1, 2, 3]);
        random.NextInt64(long.MinValue, long.MaxValue).ShouldBeLessThan(long.MaxValue);
        Should.Throw<ArgumentOutOfRangeException>(() => random.Next(-1));
    }

    [Fact]
    public void A_trace_hash_is_the_FNV_1a_hash_of_its_bytes()
    {
        // 64-bit FNV-1a of 1, 2, 3 and 4 as little-endian integers of 64, 32, 32 and 64 bits, calculated in Python.
        TraceHash.Empty.Add(1, 2, 3, 4).ToString().ShouldBe("87f82266e27107f1");
    }
}
