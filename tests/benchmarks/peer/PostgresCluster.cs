using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Outcomes.Benchmarks.Peer;

/// <summary>A PostgreSQL cluster of the benchmark's own, in a folder, on a free loopback port; the Debian package <c>postgresql</c> has what it needs.</summary>
public sealed class PostgresCluster : IDisposable
{
    private readonly string data;

    private PostgresCluster(string data, int port) => (this.data, Port) = (data, port);

    public int Port { get; }

    /// <summary>What Npgsql connects with.</summary>
    public string Connection => string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={Port};Username=peer;Database=postgres;Maximum Pool Size=16;Max Auto Prepare=32");

    /// <summary>Makes the cluster where it is not there, fills it once, and starts it. Give it a quarter of memory at most, as its manual advises.</summary>
    public static async Task<PostgresCluster> StartAsync(string folder, string csv)
    {
        var data = Path.Combine(folder, "postgres");
        if (!Directory.Exists(data))
        {
            Directory.CreateDirectory(data);
            if (IsRoot)
                Done("chown", "postgres", data);
            Run("initdb", "-D", data, "-U", "peer", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync");
        }
        var cluster = new PostgresCluster(data, FreePort());
        Run("pg_ctl", "-D", data, "-w", "-l", Path.Combine(data, "log"), "-o",
            $"-p {cluster.Port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c shared_buffers=1GB -c work_mem=64MB -c effective_cache_size=4GB -c random_page_cost=1.1 -c jit=off", "start");
        await cluster.FillAsync(csv);
        return cluster;
    }

    public void Dispose() => Run("pg_ctl", "-D", data, "-m", "fast", "stop");

    private async Task FillAsync(string csv)
    {
        await using var connection = new NpgsqlConnection(Connection);
        await connection.OpenAsync();
        await using (var there = new NpgsqlCommand("select to_regclass('outcomes') is not null", connection))
            if (true.Equals(await there.ExecuteScalarAsync()))
                return;
        await ExecuteAsync(connection, """
            create table outcomes (
                id text not null, period date not null, measure text not null, service text not null, area text not null, channel text not null, platform text not null,
                value double precision, numerator bigint, denominator bigint, lower double precision, upper double precision, low bigint, high bigint, coverage double precision,
                status text not null, suppressed boolean not null, unit text not null, updated timestamptz not null)
            """);
        await using (var rows = await connection.BeginTextImportAsync("copy outcomes from stdin (format csv, header true)"))
        using (var file = new StreamReader(csv))
        {
            var buffer = new char[1 << 16];
            for (int read; (read = await file.ReadAsync(buffer)) > 0;)
                await rows.WriteAsync(buffer.AsMemory(0, read));
        }
        await ExecuteAsync(connection, "alter table outcomes add primary key (id)");
        await ExecuteAsync(connection, "create index by_cell on outcomes (measure, service, period, area, channel, id)");
        await ExecuteAsync(connection, "vacuum (analyze, freeze) outcomes");
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>PostgreSQL will not run as root; its package makes a user for it.</summary>
    private static bool IsRoot => Environment.UserName == "root";

    private static void Run(string program, params string[] arguments)
    {
        var path = Directory.GetDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal).Select(version => Path.Combine(version, "bin", program)).LastOrDefault(File.Exists)
            ?? throw new InvalidOperationException($"There is no {program}: install the Debian package 'postgresql'.");
        if (IsRoot)
            Done("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", path, .. arguments]);
        else
            Done(path, arguments);
    }

    private static void Done(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = "/" })!;
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"'{program} {string.Join(' ', arguments)}' ended with code {process.ExitCode}.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
