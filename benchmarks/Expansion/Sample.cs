namespace Benchmarks.Expansion;

/// <summary>Processor time of one kind of work, in seconds. Other programs on the machine do not count.</summary>
internal sealed class Sample
{
    private readonly List<double> _seconds = [];

    public double Min => _seconds.Min();

    public double Median => _seconds.Order().ElementAt(_seconds.Count / 2);

    public double Max => _seconds.Max();

    public void Add(double seconds) => _seconds.Add(seconds);

    public void Time(Action work)
    {
        TimeSpan start = Environment.CpuUsage.TotalTime;
        work();
        Add((Environment.CpuUsage.TotalTime - start).TotalSeconds);
    }

    public string Describe(string what, long containers) =>
        $"{what, -34} min {Min * 1e3, 9:F2} ms   median {Median * 1e3, 9:F2} ms   max {Max * 1e3, 9:F2} ms   {Median * 1e9 / containers, 8:F1} ns/container";
}
