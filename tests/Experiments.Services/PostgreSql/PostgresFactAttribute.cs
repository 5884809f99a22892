namespace Experiments.Services.Tests.PostgreSql;

/// <summary>A test that needs the server of Debian's package postgresql; skipped, and said so, where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = PostgresServer.Folder is null ? "there is no initdb; install Debian's postgresql" : null!;
}
