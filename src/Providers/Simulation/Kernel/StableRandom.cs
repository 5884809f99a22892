using System.Buffers.Binary;
using System.Numerics;

namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>Random source with the same numbers on every machine: xoshiro256**, seeded by splitmix64.</summary>
/// <remarks>
/// Source: Blackman and Vigna, "Scrambled Linear Pseudorandom Number Generators"; reference code at prng.di.unimi.it.
/// Ranges are drawn by multiplication, with a bias below 2^-32 for all <see cref="int"/> ranges.
/// </remarks>
public sealed class StableRandom : Random
{
    private const double DoubleUnit = 1.0 / (1UL << 53);
    private const float SingleUnit = 1.0f / (1U << 24);

    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    /// <summary>Creates a generator at the start of its sequence.</summary>
    /// <param name="seed">Any number.</param>
    public StableRandom(long seed)
        : base(0)
    {
        ulong state = (ulong)seed;
        _s0 = SplitMix(ref state);
        _s1 = SplitMix(ref state);
        _s2 = SplitMix(ref state);
        _s3 = SplitMix(ref state);
    }

    /// <summary>Returns the next 64 bits.</summary>
    public ulong NextBits()
    {
        ulong result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        ulong shifted = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= shifted;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>Returns true with a probability.</summary>
    /// <param name="probability">Probability from 0 (never) to 1 (always). Consumes no random number when 0.</param>
    public bool NextBoolean(double probability) => probability > 0 && NextDouble() < probability;

    /// <inheritdoc/>
    public override int Next() => (int)Below(int.MaxValue);

    /// <inheritdoc/>
    public override int Next(int maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxValue);
        return (int)Below((ulong)maxValue);
    }

    /// <inheritdoc/>
    public override int Next(int minValue, int maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minValue, maxValue);
        return (int)(minValue + (long)Below((ulong)((long)maxValue - minValue)));
    }

    /// <inheritdoc/>
    public override long NextInt64() => (long)Below(long.MaxValue);

    /// <inheritdoc/>
    public override long NextInt64(long maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxValue);
        return (long)Below((ulong)maxValue);
    }

    /// <inheritdoc/>
    public override long NextInt64(long minValue, long maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minValue, maxValue);
        return minValue + (long)Below((ulong)maxValue - (ulong)minValue);
    }

    /// <inheritdoc/>
    public override double NextDouble() => (NextBits() >> 11) * DoubleUnit;

    /// <inheritdoc/>
    public override float NextSingle() => (NextBits() >> 40) * SingleUnit;

    /// <inheritdoc/>
    public override void NextBytes(byte[] buffer)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        NextBytes(buffer.AsSpan());
    }

    /// <inheritdoc/>
    public override void NextBytes(Span<byte> buffer)
    {
        Span<byte> word = stackalloc byte[sizeof(ulong)];
        while (buffer.Length > 0)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(word, NextBits());
            int taken = Math.Min(buffer.Length, word.Length);
            word[..taken].CopyTo(buffer);
            buffer = buffer[taken..];
        }
    }

    /// <inheritdoc/>
    protected override double Sample() => NextDouble();

    private ulong Below(ulong limit) => Math.BigMul(NextBits(), limit, out _);

    private static ulong SplitMix(ref ulong state)
    {
        state += 0x9e3779b97f4a7c15;
        ulong mixed = (state ^ (state >> 30)) * 0xbf58476d1ce4e5b9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
        return mixed ^ (mixed >> 31);
    }
}
