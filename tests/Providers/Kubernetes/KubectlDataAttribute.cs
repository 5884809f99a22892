using System.Reflection;
using Xunit.Sdk;

namespace Kubernetes.Tests;

/// <summary>
/// Runs a test with each version of kubectl; with <see cref="Enters"/>, also with each protocol that <c>kubectl
/// exec</c> of that version supports.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class KubectlDataAttribute : DataAttribute
{
    public bool Enters { get; init; }

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        Enters
            ? KubectlPrograms.Versions.Keys.SelectMany(version => Kubectl.WaysOf(version).Select(way => new object[] { version, way }))
            : KubectlPrograms.Versions.Keys.Select(version => new object[] { version });
}
