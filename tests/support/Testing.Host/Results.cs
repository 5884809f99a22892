using Xunit.Abstractions;

namespace Testing.Host;

internal sealed class Results : LongLivedMarshalByRefObject, IMessageSink, IDisposable
{
    private readonly Lock _gate = new();
    private readonly ManualResetEventSlim _over = new();
    private readonly List<Result> _results = [];

    public List<ITestCase> Cases { get; } = [];

    public bool OnMessage(IMessageSinkMessage message)
    {
        lock (_gate)
        {
            switch (message)
            {
                case ITestCaseDiscoveryMessage found:
                    Cases.Add(found.TestCase);
                    break;
                case ITestPassed passed:
                    _results.Add(new Result(passed.Test.DisplayName, "passed") { Output = passed.Output });
                    break;
                case ITestSkipped skipped:
                    _results.Add(new Result(skipped.Test.DisplayName, "skipped") { Message = skipped.Reason });
                    break;
                case ITestFailed failed:
                    _results.Add(
                        new Result(failed.Test.DisplayName, "failed")
                        {
                            Output = failed.Output,
                            Message = failed.Messages[0],
                            Types = [.. failed.ExceptionTypes],
                            Stack = failed.StackTraces[0] ?? "",
                        }
                    );
                    break;
                case IFailureInformation other:
                    _results.Add(new Result("xunit", "failed") { Message = string.Join('\n', other.Messages) });
                    break;
                case IDiscoveryCompleteMessage or ITestAssemblyFinished:
                    _over.Set();
                    break;
            }
        }

        return true;
    }

    public IReadOnlyList<Result> Wait()
    {
        _over.Wait();
        return _results;
    }

    public void Dispose() => _over.Dispose();
}
